//! The courier app has its own login: its backend signs tickets, and the hub lets in whom the office allows.

use std::sync::Arc;

use counterfoil_client::account::HubPin;
use counterfoil_client::ports::{FileSecretStore, HttpTransport, Ports};
use counterfoil_client::syncing::Budget;
use counterfoil_client::{ClientError, Phone, PhoneConfig};
use counterfoil_domain::ids::{Hash, TenantId};
use counterfoil_domain::keys::SoftwareKey;
use counterfoil_sync::ticket::{Audience, Confirmation, Jwk, TicketClaims, audience, sign_ticket};
use counterfoil_tests::harness::World;
use counterfoil_tests::harness::clock::PhoneMoments;
use counterfoil_tests::harness::office::Office;
use serde_json::{Value, json};

/// The app's backend: its key, and what the office told it.
struct Backend {
    key: SoftwareKey,
    kid: String,
    audience: String,
    pin: HubPin,
    made: std::cell::Cell<u32>,
}

impl Backend {
    /// The office registers the public half.
    async fn registered(world: &World, key: SoftwareKey, may_create: bool) -> Self {
        let body = json!({
            "name": "跑单App后台",
            "public_key": Jwk::of(&key.public()),
            "roles": ["courier"],
            "may_create": may_create,
        });
        let added = world.post("/v1/office/ticket-keys", &body).await;
        let listed = world.get("/v1/office/ticket-keys").await;
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let root: Hash = text(&listed["root_fingerprint"]).parse().expect("a hash");
        Self {
            key,
            kid: text(&added["key"]),
            audience: text(&listed["audience"]),
            pin: HubPin { hub_url: world.hub_url(), root_fingerprint: root },
            made: std::cell::Cell::new(0),
        }
    }

    fn claims(&self, world: &World, subject: &str) -> TicketClaims {
        self.made.set(self.made.get() + 1);
        TicketClaims {
            audience: Audience::One(self.audience.clone()),
            subject: subject.into(),
            id: format!("ticket-{}-{}", self.kid, self.made.get()),
            expires_s: world.now_ms() / 1_000 + 300,
            not_before_s: None,
            issued_s: Some(world.now_ms() / 1_000),
            name: None,
            confirmation: None,
        }
    }

    fn ticket(&self, world: &World, subject: &str) -> String {
        sign_ticket(&self.key, &self.claims(world, subject))
    }
}

fn office(world: &World) -> Office {
    Office::sign_in(&world.hub_url(), &world.server().keyring.office_secret)
}

/// A phone that is new.
fn phone(world: &World, name: &str) -> Phone {
    let home = world.path("phones").join(name);
    let ports = Ports {
        secrets: Arc::new(FileSecretStore::open(&home.join("secrets")).expect("a folder")),
        signer: None,
        transport: Arc::new(HttpTransport::new().expect("TLS can be set up")),
        moments: Arc::new(PhoneMoments::default()),
    };
    Phone::open(PhoneConfig::new(home.join("store")), ports).expect("opened")
}

async fn code(phone: &Phone, pin: &HubPin, ticket: &str) -> &'static str {
    match phone.account().enrol_with_ticket(pin, ticket).await {
        Err(ClientError::NotAllowed { reason }) => reason.code,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn ann_signs_in_to_the_app_and_works() {
    let world = World::start().await;
    // 1. The office knows Ann by the number that the app's login has too.
    let entered =
        world.post("/v1/office/people", &json!({"name": "安", "roles": ["courier"]})).await;
    let ann = entered["person"]["person"].as_str().expect("an id").to_owned();
    let staff_number = format!("/v1/office/people/{ann}/staff-number");
    office(&world).put(&staff_number, &json!({"number": "A-1024"})).await.expect("given");
    for key in [SoftwareKey::ed25519(&[41; 32]), SoftwareKey::es256(&[42; 32]).expect("a scalar")] {
        let backend = Backend::registered(&world, key, false).await;
        // 2. Her phone is enrolled without a code; the hub is the one whose fingerprint the app carries.
        let phone = phone(&world, &backend.kid);
        let thumbprint = phone.account().key_thumbprint();
        let confirmation = Some(Confirmation { thumbprint });
        let claims = TicketClaims { confirmation, ..backend.claims(&world, "A-1024") };
        let ticket = sign_ticket(&backend.key, &claims);
        let other_hub = HubPin { root_fingerprint: Hash([1; 32]), ..backend.pin.clone() };
        assert_eq!(code(&phone, &other_hub, &ticket).await, "hub_keys");
        assert!(phone.account().status().expect("open").enrolled.is_none());
        // 3. The same ticket again: for all the phone knows, the first answer was lost.
        for _ in 0..2 {
            let status = phone.account().enrol_with_ticket(&backend.pin, &ticket).await;
            let enrolled = status.expect("enrolled").enrolled.expect("somebody's");
            assert_eq!(
                (enrolled.person.to_string(), enrolled.person_name.as_str()),
                (ann.clone(), "安")
            );
            assert_eq!(enrolled.roles, ["courier"]);
        }
        // 4. She works as with any other enrolment.
        phone.account().begin_shift(None, None).expect("a shift");
        phone.syncing().run(Budget::default()).await.expect("synced");
        assert_eq!(phone.syncing().status().expect("open").on_phone, 0);
    }
    let people = world.get("/v1/office/people").await;
    let known = people.as_array().expect("people").iter().find(|one| one["person"] == ann.as_str());
    assert_eq!(known.expect("Ann")["staff_number"], "A-1024");
}

#[tokio::test]
async fn a_ticket_is_good_once_for_a_while_and_here() {
    let world = World::start().await;
    let entered =
        world.post("/v1/office/people", &json!({"name": "安", "roles": ["courier"]})).await;
    let ann = entered["person"]["person"].as_str().expect("an id").to_owned();
    let backend = Backend::registered(&world, SoftwareKey::ed25519(&[41; 32]), false).await;
    let (hers, thief) = (phone(&world, "hers"), phone(&world, "thief"));
    let pin = &backend.pin;
    // 1. A second phone with her ticket is refused; hers goes on.
    let ticket = backend.ticket(&world, &ann);
    hers.account().enrol_with_ticket(pin, &ticket).await.expect("enrolled");
    assert_eq!(code(&thief, pin, &ticket).await, "ticket_used");
    hers.account().enrol_with_ticket(pin, &ticket).await.expect("once more");
    // 2. A ticket that is bound to her phone is nobody else's.
    let thumbprint = hers.account().key_thumbprint();
    let bound = TicketClaims {
        confirmation: Some(Confirmation { thumbprint }),
        ..backend.claims(&world, &ann)
    };
    assert_eq!(code(&thief, pin, &sign_ticket(&backend.key, &bound)).await, "ticket_refused");
    // 3. For another tenant, too early, too late, for too long.
    let root = pin.root_fingerprint;
    let claims = |change: fn(&mut TicketClaims, u64)| {
        let mut claims = backend.claims(&world, &ann);
        change(&mut claims, world.now_ms() / 1_000);
        sign_ticket(&backend.key, &claims)
    };
    let mut other = backend.claims(&world, &ann);
    other.audience = Audience::One(audience(TenantId([9; 16]), &root));
    let others = [
        sign_ticket(&backend.key, &other),
        claims(|claims, now_s| claims.not_before_s = Some(now_s + 120)),
        claims(|claims, now_s| claims.expires_s = now_s - 1),
        claims(|claims, now_s| claims.expires_s = now_s + 86_400),
        sign_ticket(&SoftwareKey::ed25519(&[66; 32]), &backend.claims(&world, &ann)),
    ];
    for ticket in &others {
        assert_eq!(code(&thief, pin, ticket).await, "ticket_refused");
    }
    // 4. Its time passes, also for the phone that used it.
    world.hub_time_passes(301_000);
    assert_eq!(code(&hers, pin, &ticket).await, "ticket_refused");
    // 5. The office takes the key away: nothing that it signs is taken any more, and it never comes back.
    let fresh = backend.ticket(&world, &ann);
    let path = format!("/v1/office/ticket-keys/{}/revoke", backend.kid);
    world.post(&path, &json!({})).await;
    world.post(&path, &json!({})).await;
    assert_eq!(code(&thief, pin, &fresh).await, "ticket_refused");
    let again = json!({
        "name": "again", "public_key": Jwk::of(&backend.key.public()), "roles": ["courier"],
    });
    let refused =
        world.try_post("/v1/office/ticket-keys", &again).await.expect_err("revoked for good");
    assert!(refused.contains("key_taken"), "{refused}");
    // 6. Of all this one store is enrolled: hers. Her phone works on with the keys it has.
    let devices = world.get("/v1/office/devices").await;
    let own = devices.as_array().expect("devices").iter();
    assert_eq!(own.filter(|device| device["person"] == ann.as_str()).count(), 1);
    hers.syncing().run(Budget::default()).await.expect("synced");
    let keys = world.get("/v1/office/ticket-keys").await;
    assert!(keys["keys"][0]["revoked_at_ms"].is_u64());
}

#[tokio::test]
async fn the_office_says_whom_a_key_may_let_in() {
    let world = World::start().await;
    let strict = Backend::registered(&world, SoftwareKey::ed25519(&[41; 32]), false).await;
    let open = Backend::registered(&world, SoftwareKey::ed25519(&[43; 32]), true).await;
    // 1. A worker whom nobody entered: only the key that may bring new ones brings one, with its own roles.
    let named = |backend: &Backend, name: Option<&str>| {
        let claims =
            TicketClaims { name: name.map(str::to_owned), ..backend.claims(&world, "C-7") };
        sign_ticket(&backend.key, &claims)
    };
    let chen = phone(&world, "chen");
    let pin = &open.pin;
    assert_eq!(code(&chen, pin, &named(&strict, Some("陈"))).await, "worker_unknown");
    assert_eq!(code(&chen, pin, &named(&open, None)).await, "worker_unknown");
    let status = chen.account().enrol_with_ticket(pin, &named(&open, Some("陈"))).await;
    let enrolled = status.expect("enrolled").enrolled.expect("somebody's");
    assert_eq!((enrolled.person_name.as_str(), enrolled.roles), ("陈", vec!["courier".to_owned()]));
    // 2. The same number the next day is the same person, whatever name the ticket has.
    let second = phone(&world, "second");
    let status = second.account().enrol_with_ticket(pin, &named(&strict, Some("李"))).await;
    let again = status.expect("enrolled").enrolled.expect("somebody's");
    assert_eq!((again.person, again.person_name.as_str()), (enrolled.person, "陈"));
    // 3. Somebody with another role needs a code; so does the office itself.
    let people = world.get("/v1/office/people").await;
    let own = people.as_array().expect("people").iter().find(|one| one["office"] == true);
    let own = own.expect("the office")["person"].as_str().expect("an id").to_owned();
    let bo = world.post("/v1/office/people", &json!({"name": "波", "roles": ["technician"]})).await;
    let bo = bo["person"]["person"].as_str().expect("an id").to_owned();
    let stranger = phone(&world, "stranger");
    for subject in [bo, own] {
        let ticket = open.ticket(&world, &subject);
        assert_eq!(code(&stranger, pin, &ticket).await, "ticket_not_for_them");
    }
    // 4. Keys that are no use or dangerous: a private half, a hub's own key, a number of somebody else.
    let private = json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "d": "x"});
    let body = json!({"name": "k", "public_key": private, "roles": ["courier"]});
    assert!(
        world
            .try_post("/v1/office/ticket-keys", &body)
            .await
            .expect_err("private")
            .contains("malformed")
    );
    let hub = Jwk::of(&world.server().keyring.answer.public());
    let body = json!({"name": "k", "public_key": hub, "roles": ["courier"]});
    assert!(
        world
            .try_post("/v1/office/ticket-keys", &body)
            .await
            .expect_err("own")
            .contains("key_taken")
    );
    let path = format!("/v1/office/people/{}/staff-number", enrolled.person);
    office(&world).put(&path, &json!({"number": "C-8"})).await.expect("a new number");
    assert_eq!(code(&stranger, pin, &strict.ticket(&world, "C-7")).await, "worker_unknown");
}
