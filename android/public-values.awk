# Splits a generated Kotlin file: what `values` names goes to the package dev.counterfoil (into the file VALUES), the
# rest stays in dev.counterfoil.ffi and imports it. awk -v VALUES=… -f public-values.awk values generated.kt
FNR == NR { if ($0 !~ /^#/ && NF) is_value[$1] = 1; next }

# What is written with its package moves with the value.
{
  line = ""
  rest = $0
  while (match(rest, /dev\.counterfoil\.ffi\.[A-Za-z0-9_]+/)) {
    word = substr(rest, RSTART, RLENGTH)
    name = substr(word, 21)
    line = line substr(rest, 1, RSTART - 1) (name in is_value ? "dev.counterfoil." name : word)
    rest = substr(rest, RSTART + RLENGTH)
  }
  $0 = line rest
}

FNR == 1 { print "package dev.counterfoil" > VALUES }

/^package / {
  print
  for (name in is_value) print "import dev.counterfoil." name
  next
}

# A comment at the left edge belongs to the declaration behind it.
/^\/\*\*/ && !inside { comment = ""; in_comment = 1 }
in_comment {
  comment = comment $0 "\n"
  if ($0 ~ /\*\/[ \t]*$/) { in_comment = 0; waits = 1 }
  next
}
waits && /^[ \t]*$/ { comment = comment "\n"; next }

!inside && /^(data class|enum class|sealed class|class) / {
  name = $3
  if ($1 == "class") name = $2
  sub(/[^A-Za-z0-9_].*/, "", name)
  if (name in is_value) {
    inside = 1
    found[name] = 1
    printf "\n%s", comment > VALUES
    comment = ""
    waits = 0
  }
}

waits { printf "%s", comment; comment = ""; waits = 0 }

inside {
  print > VALUES
  if ($0 ~ /^}/ && $0 !~ /{[ \t]*$/) inside = 0
  next
}

{ print }

END {
  printf "%s", comment
  for (name in is_value) if (!(name in found)) { print "no value " name " was generated" > "/dev/stderr"; missing = 1 }
  exit missing
}
