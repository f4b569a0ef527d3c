//! `counterfoil import`: a table of orders goes to a hub, and what became of each row comes back for people.

use serde_json::Value;

use crate::CliError;
use crate::args::{ImportArgs, Lang};
use crate::asking::{client, secret_in};

/// Rows that are shown of one kind; a long list is read in the console or with `--json`.
const ROWS_SHOWN_MAX: usize = 200;

/// Imports a table, or undoes an import, and prints the report.
pub async fn import(args: ImportArgs) -> Result<(), CliError> {
    let secret = secret_in(&args.key)?;
    let client = client()?;
    let hub = args.hub.trim_end_matches('/');
    let request = match &args.undo {
        Some(import) => client.post(format!("{hub}/v1/office/imports/{import}/undo")),
        None => upload(&client, hub, &args)?,
    };
    let answer = request.bearer_auth(secret).send().await;
    let answer = answer.map_err(|error| format!("the hub at {hub} does not answer: {error}"))?;
    let good = answer.status().is_success();
    let body: Value = serde_json::from_slice(&answer.bytes().await?)
        .map_err(|_| format!("what answers at {hub} is no hub"))?;
    if !good {
        return Err(problem(&body, args.lang).into());
    }
    let told = match (args.json, &args.undo) {
        (true, _) => serde_json::to_string_pretty(&body)?,
        (false, Some(_)) => undone(&body, args.lang),
        (false, None) => report(&body, args.lang),
    };
    println!("{told}");
    Ok(())
}

fn upload(
    client: &reqwest::Client,
    hub: &str,
    args: &ImportArgs,
) -> Result<reqwest::RequestBuilder, CliError> {
    let path = args.file.as_ref().ok_or("name the file to import")?;
    let bytes =
        std::fs::read(path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let dry_run = args.dry_run.then(|| "true".to_owned());
    let asked = [
        ("dry_run", dry_run),
        ("kind", args.kind.clone()),
        ("encoding", args.encoding.clone()),
        ("separator", args.separator.clone()),
        ("sheet", args.sheet.clone()),
        ("name", name),
    ];
    let query: Vec<String> = asked
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", percent(&value?))))
        .collect();
    Ok(client.post(format!("{hub}/v1/office/imports?{}", query.join("&"))).body(bytes))
}

/// A value as it stands in a query.
fn percent(text: &str) -> String {
    let one = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
            char::from(byte).to_string()
        }
        other => format!("%{other:02X}"),
    };
    text.bytes().map(one).collect()
}

fn pick<'a>(lang: Lang, zh: &'a str, en: &'a str) -> &'a str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn said(words: &Value, lang: Lang) -> String {
    words[pick(lang, "zh", "en")].as_str().unwrap_or_default().to_owned()
}

/// A refusal of the whole, in the hub's own words where it has some.
fn problem(body: &Value, lang: Lang) -> String {
    let texts = body[pick(lang, "zh", "en")].as_array().into_iter().flatten();
    let texts: Vec<&str> = texts.filter_map(Value::as_str).collect();
    match texts.is_empty() {
        false => texts.join("; "),
        true => body["title"].as_str().unwrap_or("the hub refused").to_owned(),
    }
}

/// The report for people: how the file was read, what was left out, counts, and the rows to look at.
fn report(body: &Value, lang: Lang) -> String {
    let mut lines = vec![file_line(&body["file"], lang)];
    let columns = body["columns"].as_array().into_iter().flatten();
    let left: Vec<&str> = columns
        .filter(|column| column["reads"].is_null())
        .filter_map(|column| column["header"].as_str())
        .filter(|header| !header.is_empty())
        .collect();
    if !left.is_empty() {
        let names = left.join(pick(lang, "、", ", "));
        lines.push(format!("{}{names}", pick(lang, "没有用到的列:", "columns left out: ")));
    }
    lines.push(counts_line(&body["counts"], lang));
    if body["same_file_as"].is_string() {
        lines.push(
            pick(lang, "这个文件以前导入过。", "This very file was imported before.").to_owned(),
        );
    }
    lines.extend(row_lines(body, lang));
    if body["dry_run"] == true {
        let zh = "只是试运行,什么都没有新建;去掉 --dry-run 正式导入。";
        let en = "A dry run: nothing was made. Leave out --dry-run to import.";
        lines.push(pick(lang, zh, en).to_owned());
    } else if let Some(import) = body["import"].as_str() {
        let words = pick(lang, "要撤销这次导入:", "to undo this import: ");
        lines.push(format!("{words}counterfoil import --undo {import} …"));
    }
    lines.join("\n")
}

fn file_line(file: &Value, lang: Lang) -> String {
    let (name, rows) = (file["name"].as_str().unwrap_or("-"), &file["rows"]);
    let reading = &file["reading"];
    let how = match reading["csv"]["encoding"].as_str() {
        Some(encoding) => {
            let separator = reading["csv"]["separator"].as_str().unwrap_or_default();
            let separator = match separator {
                "comma" => pick(lang, "逗号", "comma"),
                "tab" => pick(lang, "制表符", "tab"),
                _ => pick(lang, "分号", "semicolon"),
            };
            format!("{}, {separator}", encoding.to_uppercase())
        }
        None => {
            let sheet = reading["xlsx"]["sheet"].as_str().unwrap_or_default();
            format!("XLSX, {}{sheet}", pick(lang, "工作表 ", "sheet "))
        }
    };
    match lang {
        Lang::Zh => format!("{name}:{how},{rows} 行"),
        Lang::En => format!("{name}: {how}, {rows} rows"),
    }
}

fn counts_line(counts: &Value, lang: Lang) -> String {
    let names = [
        ("ready", "可以新建", "ready"),
        ("created", "新建", "created"),
        ("restored", "恢复", "restored"),
        ("exists", "已存在", "here already"),
        ("refused", "拒绝", "refused"),
        ("flagged", "有提醒", "flagged"),
    ];
    let parts = names.iter().filter_map(|(id, zh, en)| {
        let count = counts[*id].as_u64().filter(|count| *count > 0)?;
        Some(match lang {
            Lang::Zh => format!("{zh} {count}"),
            Lang::En => format!("{count} {en}"),
        })
    });
    let parts: Vec<String> = parts.collect();
    match parts.is_empty() {
        true => pick(lang, "没有可导入的行", "no rows to import").to_owned(),
        false => parts.join(" · "),
    }
}

/// Refused rows first, then flagged ones, each with its reason.
fn row_lines(body: &Value, lang: Lang) -> Vec<String> {
    let rows: Vec<&Value> = body["rows"].as_array().into_iter().flatten().collect();
    let mut lines = Vec::new();
    for (refuses, sign) in [(true, '✗'), (false, '!')] {
        let mut shown = 0;
        for row in &rows {
            let remarks = row["remarks"].as_array().into_iter().flatten();
            for remark in remarks.filter(|remark| remark["refuses"] == refuses) {
                shown += 1;
                if shown <= ROWS_SHOWN_MAX {
                    let number = &row["row"];
                    let words = said(&remark["words"], lang);
                    lines.push(match lang {
                        Lang::Zh => format!("  {sign} 第 {number} 行:{words}"),
                        Lang::En => format!("  {sign} row {number}: {words}"),
                    });
                }
            }
        }
        if let Some(more) = shown.checked_sub(ROWS_SHOWN_MAX).filter(|more| *more > 0) {
            lines.push(match lang {
                Lang::Zh => format!("  … 还有 {more} 条,用 --json 查看"),
                Lang::En => format!("  … and {more} more; see --json"),
            });
        }
    }
    lines
}

fn undone(body: &Value, lang: Lang) -> String {
    let count = |name: &str| body[name].as_array().map_or(0, Vec::len);
    let (cancelled, touched) = (count("cancelled"), count("touched"));
    let mut lines = vec![match lang {
        Lang::Zh => format!("已撤销 {cancelled} 单,保留 {touched} 单"),
        Lang::En => format!("{cancelled} orders cancelled, {touched} left standing"),
    }];
    for order in body["touched"].as_array().into_iter().flatten() {
        let (row, why) = (&order["row"], said(&order["why"], lang));
        lines.push(match lang {
            Lang::Zh => format!("  第 {row} 行:{why}"),
            Lang::En => format!("  row {row}: {why}"),
        });
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_report_reads_well_in_both_languages() {
        let words = json!({ "zh": "“运单号”是 7.7E+13", "en": "\"运单号\" is 7.7E+13" });
        let body = json!({
            "import": "00ff", "dry_run": false, "same_file_as": null,
            "file": { "name": "派件.csv", "rows": 3,
                      "reading": { "csv": { "encoding": "gb18030", "separator": "comma" } } },
            "columns": [{ "header": "运单号", "reads": "key waybill" }, { "header": "颜色", "reads": null }],
            "counts": { "ready": 0, "created": 2, "exists": 0, "restored": 0, "refused": 1, "flagged": 0 },
            "rows": [{ "row": 3, "remarks": [{ "refuses": true, "words": words }] }],
        });
        let zh = "派件.csv:GB18030, 逗号,3 行\n没有用到的列:颜色\n新建 2 · 拒绝 1\n  \
                  ✗ 第 3 行:“运单号”是 7.7E+13\n要撤销这次导入:counterfoil import --undo 00ff …";
        assert_eq!(report(&body, Lang::Zh), zh);
        let en = report(&body, Lang::En);
        assert!(en.contains("2 created · 1 refused") && en.contains("row 3: "), "{en}");
        assert_eq!(percent("派 件.csv"), "%E6%B4%BE%20%E4%BB%B6.csv");
    }
}
