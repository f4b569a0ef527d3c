# The two commands are `make day` and `make test`; both set up what a fresh Debian 12 lacks.
.PHONY: day days phone test prove soak setup bench lint deny

day: setup ## plays a working day: a hub, three phones and a shared scanner, no signal, nothing lost
	cargo build --workspace
	target/debug/counterfoil day $(DAY)

SEEDS ?= 1 2 3 4 5 6 7 8 9 10
days: setup ## plays the day once for each of SEEDS, in English and Chinese in turn; ends at the first that loses something
	cargo build --workspace
	mkdir -p target/days; lang=en; for seed in $(SEEDS); do \
	  echo "seed $$seed, $$lang"; \
	  target/debug/counterfoil day --seed $$seed --lang $$lang --report target/days/$$seed.html || exit 1; \
	  if [ $$lang = en ]; then lang=zh; else lang=en; fi; \
	done

phone: setup ## opens the app in a window of this desktop, over a hub with a day in it; PHONE=en for English
	android/phone $(PHONE)

test: setup ## all tests, quick tiers: Rust, then Kotlin, then Swift
	cargo test --workspace --no-fail-fast
	android/check
	ios/check

# The harnesses by name: with `--workspace` nothing is built again that `make test` has built.
HARNESSES := $(patsubst tests/prove/tests/%.rs,--test %,$(wildcard tests/prove/tests/*.rs)) \
	$(patsubst tests/prove/tests/%/main.rs,--test %,$(wildcard tests/prove/tests/*/main.rs))

# In a folder of its own: a program built plain would take the place of the other one.
PLAIN := CARGO_TARGET_DIR=target/plain cargo test --package counterfoil-prove --no-default-features --features plain

prove: setup ## the promises under power cuts, failing disks and kills: the full tier, most of an hour
	cargo test --workspace $(HARNESSES) --no-run
	$(PLAIN) --no-run
	# The simulator has one thread, and most others wait for disks and processes: in two lanes they take the time of one.
	{ PROVE=full cargo test --workspace --test simulator -- --nocapture; simulator=$$?; \
	  PROVE=full $(PLAIN) --no-fail-fast -- --nocapture && [ $$simulator = 0 ]; } >target/lane.log 2>&1 & lane=$$!; \
	PROVE=full cargo test --workspace $(HARNESSES) --no-fail-fast -- --nocapture --skip the_laws_hold_through_all_troubles; \
	others=$$?; wait $$lane; lane=$$?; cat target/lane.log; [ $$others = 0 ] && [ $$lane = 0 ]

soak: setup ## the same as long as one likes, once for each of SEEDS
	for seed in $(SEEDS); do PROVE=soak SEED=$$seed cargo test --workspace $(HARNESSES) -- --nocapture || exit 1; done

bench: setup ## figures beside their limits, written to docs/bench.md
	cargo run --release --package counterfoil-tests --bin bench

lint: setup ## rustfmt and clippy, tests and examples included
	cargo fmt --all --check
	cargo fmt --check --manifest-path bindings/bindgen/Cargo.toml
	cargo clippy --workspace --all-targets -- -D warnings

deny: ## licences, bans, sources and, where their database can be had, advisories of every crate; installs nothing
	@cargo deny --version || { echo "needs: cargo install cargo-deny --locked"; exit 1; }
	cargo deny check licenses bans sources
	cargo deny --manifest-path bindings/bindgen/Cargo.toml --config deny.toml \
		check -A license-not-encountered -A license-exception-not-encountered licenses bans sources
	@if cargo deny fetch db >/dev/null 2>&1; then cargo deny check advisories; \
	  else echo "advisories were NOT checked: their database cannot be had from here"; fi

setup:
	@./.ci/setup
