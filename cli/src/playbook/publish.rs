//! `counterfoil playbook publish`: a file goes to a hub, which checks and signs it.

use serde_json::Value;

use super::pick;
use crate::CliError;
use crate::args::playbook::PublishArgs;
use crate::asking::{client, secret_in};

pub(super) async fn publish(args: PublishArgs) -> Result<(), CliError> {
    let secret = secret_in(&args.key)?;
    let bytes = super::bytes_of(Some(&args.file))?;
    let hub = args.hub.trim_end_matches('/');
    let request = client()?.post(format!("{hub}/v1/office/playbook")).bearer_auth(secret);
    let request = request.header("content-type", "application/json").body(bytes);
    let answer = request.send().await;
    let answer = answer.map_err(|error| format!("the hub at {hub} does not answer: {error}"))?;
    let good = answer.status().is_success();
    let body: Value = serde_json::from_slice(&answer.bytes().await?)
        .map_err(|_| format!("what answers at {hub} is no hub"))?;
    if !good {
        let said = body[pick(args.lang, "zh", "en")].as_array().into_iter().flatten();
        let said: Vec<&str> = said.filter_map(Value::as_str).collect();
        let title = body["title"].as_str().unwrap_or("the hub refused");
        return Err(if said.is_empty() { title.to_owned() } else { said.join("\n") }.into());
    }
    for fault in body["warnings"].as_array().into_iter().flatten() {
        let words = fault["words"][pick(args.lang, "zh", "en")].as_str().unwrap_or_default();
        println!("{}:{}: {words}", fault["line"], fault["column"]);
    }
    let (id, version) = (body["id"].as_str().unwrap_or_default(), &body["version"]);
    let (index, hash) = (&body["index"], body["hash"].as_str().unwrap_or_default());
    println!(
        "{}",
        match args.lang {
            crate::args::Lang::Zh => {
                format!("已发布 {id} 第 {version} 版(日志第 {index} 条,{hash});手机下次同步时生效")
            }
            crate::args::Lang::En => {
                format!(
                    "published {id} version {version} (log entry {index}, {hash}); phones have it at their next pull"
                )
            }
        }
    );
    Ok(())
}
