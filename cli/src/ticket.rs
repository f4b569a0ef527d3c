//! `counterfoil ticket`: signs an enrolment ticket as the backend of an app with its own login does, so that whoever
//! builds that backend has something to compare with.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use counterfoil_domain::keys::SoftwareKey;
use counterfoil_server::tickets::{Audience, Confirmation, Jwk, TicketClaims, sign_ticket};
use serde_json::{Value, json};

use crate::CliError;
use crate::args::TicketArgs;
use crate::asking::{ask, secret_in};

/// Makes what is asked for: a key, its registration, a ticket. The ticket goes to standard output as a line for
/// `counterfoil phone`, everything else to standard error.
pub async fn ticket(args: TicketArgs) -> Result<(), CliError> {
    let key = own_key(&args.key)?;
    let (kid, jwk) = (hex::encode(key.public().id().0), json!(Jwk::of(&key.public())));
    eprintln!("key {kid}, its public half: {jwk}");
    let Some(office) = &args.office_key else {
        return Err("name the file with the office's secret: --office-key keys/office.secret \
            (it registers the key and tells the audience)"
            .into());
    };
    let hub = (args.hub.as_str(), secret_in(office)?);
    let hub = (hub.0, hub.1.as_str());
    if let Some(name) = &args.register {
        register(hub, &args, name, (&kid, &jwk)).await?;
    }
    let Some(subject) = &args.subject else { return Ok(()) };
    let listed = keys(hub).await?;
    if !is_registered(&listed, &kid) {
        let why =
            format!("the hub does not know the key {kid}: add --register \"name of your app\"");
        return Err(why.into());
    }
    let claims = claims(&args, subject, member(&listed, "audience")?)?;
    eprintln!("signed, valid for {} s: {}", args.seconds, serde_json::to_string(&claims)?);
    let line = json!({
        "do": "enrol_with_ticket",
        "hub": args.hub.trim_end_matches('/'),
        "root": member(&listed, "root_fingerprint")?,
        "ticket": sign_ticket(&key, &claims),
    });
    println!("{line}");
    Ok(())
}

/// The backend's key: 32 bytes as hex, made at the first call. Readable by its owner alone.
fn own_key(path: &Path) -> Result<SoftwareKey, CliError> {
    if !path.exists() {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|error| format!("no random numbers: {error}"))?;
        counterfoil_server::private_file::make_folder_for(path)?;
        counterfoil_server::private_file::write(path, hex::encode(seed).as_bytes())?;
        eprintln!("made the key file {}", path.display());
    }
    let text = std::fs::read_to_string(path)
        .map_err(|error| format!("cannot read the key in {}: {error}", path.display()))?;
    let mut seed = [0; 32];
    hex::decode_to_slice(text.trim(), &mut seed)
        .map_err(|_| format!("{} is no key file: it holds 64 hex digits", path.display()))?;
    Ok(SoftwareKey::ed25519(&seed))
}

async fn keys(hub: (&str, &str)) -> Result<Value, CliError> {
    match ask(hub, "/v1/office/ticket-keys", None).await? {
        (200, listed) => Ok(listed),
        (_, problem) => Err(refused(&problem).into()),
    }
}

fn is_registered(listed: &Value, kid: &str) -> bool {
    let mut keys = listed["keys"].as_array().into_iter().flatten();
    keys.any(|key| key["key"] == kid && key["revoked_at_ms"].is_null())
}

/// Registers the public half; nothing happens if it is registered.
async fn register(
    hub: (&str, &str),
    args: &TicketArgs,
    name: &str,
    (kid, jwk): (&str, &Value),
) -> Result<(), CliError> {
    if is_registered(&keys(hub).await?, kid) {
        eprintln!("the hub knows the key {kid}");
        return Ok(());
    }
    let body = json!({
        "name": name, "public_key": jwk, "roles": args.roles, "may_create": args.may_create,
    });
    match ask(hub, "/v1/office/ticket-keys", Some(&body)).await? {
        (201, _) => {
            eprintln!("registered {kid} for the roles {}", args.roles.join(", "));
            Ok(())
        }
        (_, problem) => Err(refused(&problem).into()),
    }
}

fn claims(args: &TicketArgs, subject: &str, audience: &str) -> Result<TicketClaims, CliError> {
    let now_s = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|error| format!("no random numbers: {error}"))?;
    Ok(TicketClaims {
        audience: Audience::One(audience.to_owned()),
        subject: subject.to_owned(),
        id: hex::encode(id),
        expires_s: now_s + args.seconds,
        not_before_s: None,
        issued_s: Some(now_s),
        name: args.name.clone(),
        confirmation: args.store.clone().map(|thumbprint| Confirmation { thumbprint }),
    })
}

fn member<'a>(listed: &'a Value, name: &str) -> Result<&'a str, CliError> {
    listed[name].as_str().ok_or_else(|| format!("the hub's answer has no {name}").into())
}

/// A refusal in the hub's own words.
fn refused(problem: &Value) -> String {
    let (code, title) = (problem["code"].as_str(), problem["title"].as_str());
    format!("the hub refused ({}): {}", code.unwrap_or("?"), title.unwrap_or("without a word"))
}
