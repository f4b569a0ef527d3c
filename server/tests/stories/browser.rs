//! The console in a real browser: signing in, the board, an order, an act, hostile texts, both languages, narrow
//! and enlarged. Without a Chromium on this machine the story says so and passes.

mod chromium;
mod erasing;
mod pages;

use axum::http::{Method, StatusCode};
use counterfoil_domain::ids::SubjectId;
use counterfoil_server::app::app;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::phone::Phone;
use crate::world::World;
use chromium::Browser;

/// What a customer may call himself.
const HOSTILE: &str = "<img src=x onerror=\"window.pwned=1\">\"'><script>window.pwned=2</script>";
/// The smallest picture: one white pixel.
const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0,
    1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, 0x49, 0x44, 0x41, 0x54,
    0x78, 0xda, 0x63, 0xfc, 0xff, 0xff, 0xff, 0x7f, 0, 0x09, 0xfb, 0x03, 0xfd, 0x05, 0x43, 0x45,
    0xca, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
];

async fn create(world: &World, number: &str, title: &str, assign: &str) -> SubjectId {
    let body = json!({
        "kind": "parcel",
        "keys": [{ "scheme": "waybill", "value": number }],
        "fields": {
            "title": title, "contact/name": HOSTILE, "contact/phone": "19900006017",
            "address/line": "望湖路188号\u{202e}云栖花园㛃𠮷", "remark": HOSTILE,
            "goods_due_minor": 26_800, "currency": "CNY",
        },
        "assign": assign,
    });
    let reply = world.office(Method::POST, "/v1/office/orders", &body).await;
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.json());
    reply.json()["order"].as_str().expect("an id").parse().expect("an id")
}

async fn sheet(world: &World, order: SubjectId) -> Value {
    let path = format!("/v1/office/orders/{order}");
    world.office(Method::GET, &path, &json!(null)).await.json()["sheet"].clone()
}

/// The hub on a socket of this machine; its address.
async fn serve(world: &World) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a socket");
    let address = listener.local_addr().expect("an address");
    let router = app(world.hub.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dispatcher_works_at_the_console_in_a_browser() {
    let Some(mut browser) = tokio::task::block_in_place(Browser::start) else {
        println!("skipped: there is no Chromium on this machine");
        return;
    };
    let world = World::fresh().await;
    let (person, invitation) = world.courier("安").await;
    let mut ann = Phone::enrolled(&world, 1, &invitation).await;
    let (_, invitation) = world.courier("陈").await;
    let mut chen = Phone::enrolled(&world, 2, &invitation).await;
    let first = create(&world, "SF1234567890123", HOSTILE, &person).await;
    ann.works_a_shift(first);
    let second = create(&world, "YT7777777770042", "生鲜冷链", &person).await;
    let envelope = ann.photograph(first, PIXEL);
    ann.set_field_upon_nothing(second, "handover/place", "门卫");
    let office = json!({ "fields": { "handover/place": "前台" } });
    let path = format!("/v1/office/orders/{second}/fields");
    world.office(Method::POST, &path, &office).await;
    ann.push(&world).await;
    let file = ann.seal_file(envelope, PIXEL);
    let reply = ann.upload(&world, &file).await;
    assert!(reply.status.is_success(), "{}", String::from_utf8_lossy(&reply.body));
    let url = serve(&world).await;

    tokio::task::block_in_place(|| sign_in(&mut browser, &url, &world.hub.keyring.office_secret));
    tokio::task::block_in_place(|| read_the_board(&mut browser));

    // An order that comes while the board is open appears by itself.
    create(&world, "JT5123456780815", "节日礼品", &person).await;
    tokio::task::block_in_place(|| browser.until("document.body.innerText.includes('0815')"));

    tokio::task::block_in_place(|| read_the_order(&mut browser, first));
    tokio::task::block_in_place(|| urge(&mut browser));
    assert_eq!(sheet(&world, first).await["card"]["urges"], 1, "the hub has it");

    tokio::task::block_in_place(|| settle(&mut browser, second));
    assert_eq!(sheet(&world, second).await["card"]["counts"]["conflicts"], 0);

    chen.comment(second, "客户说下午再送");
    chen.push(&world).await;
    tokio::task::block_in_place(|| pages::let_in(&mut browser));
    tokio::task::block_in_place(|| pages::import_and_undo(&mut browser));
    tokio::task::block_in_place(|| pages::close_the_day(&mut browser));
    tokio::task::block_in_place(|| pages::change_the_address(&mut browser, &second.to_string()));
    tokio::task::block_in_place(|| pages::tell_many(&mut browser));
    tokio::task::block_in_place(|| pages::enter_somebody(&mut browser));
    tokio::task::block_in_place(|| pages::register_a_key(&mut browser));
    tokio::task::block_in_place(|| look_at_every_page(&mut browser, first));
    tokio::task::block_in_place(|| erasing::by_law(&mut browser, &second.to_string()));
    let gone =
        world.office(Method::GET, &format!("/v1/office/orders/{second}"), &json!(null)).await;
    assert_eq!(gone.status, StatusCode::GONE, "the hub has erased it");
    tokio::task::block_in_place(|| leave(&mut browser));
    let erased = "Failed to load resource: the server responded with a status of 410";
    let before_the_door = "Failed to load resource: the server responded with a status of 401";
    let expected = [before_the_door, erased];
    let complaints =
        browser.complaints.iter().filter(|said| !expected.iter().any(|one| said.contains(one)));
    let complaints: Vec<&String> = complaints.collect();
    assert!(complaints.is_empty(), "{complaints:?}");
}

fn sign_in(browser: &mut Browser, url: &str, secret: &str) {
    browser.size(1280, 800);
    browser.go(&format!("{url}/"));
    browser.until("document.querySelector('#secret')");
    browser.value("localStorage.setItem('counterfoil-language', 'zh')");
    browser.go(&format!("{url}/?zh"));
    browser
        .until("document.documentElement.lang === 'zh-Hans' && document.querySelector('#secret')");
    let shown = browser.value("document.documentElement.outerHTML").to_string();
    assert!(!shown.contains("安") && !shown.contains("6017"), "nobody is named before the door");
    assert_eq!(browser.nameless(), Vec::<String>::new());

    enter(browser, "not the secret");
    browser.until("document.querySelector('[role=alert]').innerText.includes('密钥不对')");
    enter(browser, secret);
    browser.until("document.querySelectorAll('.card').length === 2");
}

fn enter(browser: &mut Browser, secret: &str) {
    browser.value(&format!(
        "document.querySelector('#secret').value = {}; \
         document.querySelector('form').requestSubmit()",
        json!(secret)
    ));
}

/// What customers wrote is text; a search by the last digits finds; marks stand in words.
fn read_the_board(browser: &mut Browser) {
    let text = browser.value("document.querySelector('#columns').textContent").to_string();
    assert!(text.contains("<img src=x onerror="), "{text}");
    assert!(text.contains("代收 ¥268.00") && text.contains("内容冲突"), "{text}");
    assert_eq!(
        browser.value("document.querySelectorAll('#columns img, #columns script').length"),
        0
    );
    browser.value(
        "const search = document.querySelector('#search'); search.value = '0042'; \
         search.dispatchEvent(new Event('input'))",
    );
    browser.until("document.querySelectorAll('.card').length === 1");
    browser.value("location.hash = '#/board'");
    browser.until("document.querySelectorAll('.card').length === 2");
}

fn read_the_order(browser: &mut Browser, order: SubjectId) {
    browser.value(&format!("location.hash = '#/order/{order}'"));
    browser.until("document.querySelector('.timeline')");
    let text = browser.value("document.querySelector('main').textContent").to_string();
    assert!(text.contains("window.pwned=2</script>"), "the remark is text: {text}");
    assert!(text.contains("拍照\u{ff1a}门口"), "{text}");
    browser
        .until("[...document.querySelectorAll('.thumb img')].some((one) => one.naturalWidth > 0)");
    browser.value("document.querySelector('.thumb').click()");
    browser.until("document.querySelector('dialog.large img').naturalWidth > 0");
    browser.value("document.querySelector('dialog.large button').click()");
    browser.until("!document.querySelector('dialog')");
    assert_eq!(browser.value("window.pwned ?? 0"), 0, "nothing that they wrote was run");
}

fn urge(browser: &mut Browser) {
    browser.value("document.querySelector('#act-urge').click()");
    browser.until("document.querySelector('dialog textarea')");
    browser.value(
        "document.querySelector('dialog textarea').value = '开标用'; \
         document.querySelector('dialog form').requestSubmit()",
    );
    browser.until("!document.querySelector('dialog')");
    browser.until("document.querySelector('.timeline').textContent.includes('开标用')");
    browser.until("document.querySelector('#said').textContent.length > 0");
}

fn settle(browser: &mut Browser, order: SubjectId) {
    browser.value(&format!("location.hash = '#/order/{order}'"));
    browser.until("document.querySelectorAll('#decide .side').length === 2");
    let both = browser.value("document.querySelector('#decide').innerText").to_string();
    assert!(both.contains("门卫") && both.contains("前台"), "{both}");
    browser.value("document.querySelector('#decide .side button').click()");
    browser.until("document.querySelector('dialog form')");
    browser.value("document.querySelector('dialog form').requestSubmit()");
    browser.until("!document.querySelector('dialog') && !document.querySelector('#decide')");
}

/// Every page in both languages, wide, narrow and enlarged: nothing sticks out, every control has a name.
fn look_at_every_page(browser: &mut Browser, order: SubjectId) {
    let order = format!("#/order/{order}");
    let board = ["#/board", "#/board?by=holder", "#/board?by=table"];
    let others = ["#/inbox", "#/people", "#/held", "#/shifts", "#/map", "#/tables", &order];
    let pages = board.into_iter().chain(others);
    for (width, text_percent) in [(1280, 100), (390, 100), (1280, 200)] {
        browser.size(width, 800);
        browser.value(&format!("document.documentElement.style.fontSize = '{text_percent}%'"));
        for lang in ["en", "zh-Hans"] {
            browser.value("document.querySelector('#language').click()");
            browser.until(&format!("document.documentElement.lang === '{lang}'"));
            for page in pages.clone() {
                browser.value(&format!("location.hash = '{page}'"));
                browser.until("document.querySelector('main').textContent.length > 20");
                std::thread::sleep(std::time::Duration::from_millis(50));
                let out = browser.value("document.documentElement.scrollWidth - innerWidth");
                assert!(out.as_f64() <= Some(0.0), "{page} {lang} {width} {text_percent} %: {out}");
                assert_eq!(browser.nameless(), Vec::<String>::new(), "{page} {lang}");
                if lang == "en" {
                    let words = browser.value("document.querySelector('#top nav').innerText");
                    assert!(words.as_str().is_some_and(str::is_ascii), "{page}: {words}");
                }
            }
        }
    }
    browser.value("document.documentElement.style.fontSize = ''");
}

fn leave(browser: &mut Browser) {
    browser.value("document.querySelector('#leave').click()");
    browser.until("document.querySelector('#secret')");
    let shown = browser.value("document.body.innerText").to_string();
    assert!(
        !shown.contains("0042") && !shown.contains('安'),
        "nothing about anybody stays: {shown}"
    );
}
