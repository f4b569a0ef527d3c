//! Erasure by law in a real browser: a hold is put on an order and lifted, a wrong number erases nothing, the right one
//! does, and the page says what is left.

use super::chromium::Browser;

/// Answers the dialog that is open; `number` where it asks for one.
fn answer(browser: &mut Browser, basis: &str, number: Option<&str>) {
    browser.until("document.querySelector('dialog #field-basis')");
    let number = number.unwrap_or_default();
    browser.value(&format!(
        "document.querySelector('#field-basis').value = '{basis}'; \
         for (const one of document.querySelectorAll('#field-number')) one.value = '{number}'; \
         document.querySelector('dialog form').requestSubmit()"
    ));
}

/// The dispatcher erases an order.
pub(super) fn by_law(browser: &mut Browser, order: &str) {
    browser.value(&format!("location.hash = '#/order/{order}'"));
    browser.until("document.querySelector('#act-hold')");
    // 1. Held: there is no way to erase it, and the page says by which law.
    browser.value("document.querySelector('#act-hold').click()");
    answer(browser, "(2026) 案 12 号", None);
    browser.until("!document.querySelector('dialog') && !document.querySelector('#act-erase')");
    browser.until("document.querySelector('.erasing').innerText.includes('案 12 号')");
    browser.value("document.querySelector('#act-hold').click()");
    answer(browser, "结案", None);
    browser.until("!document.querySelector('dialog') && document.querySelector('#act-erase')");
    // 2. Another number than the order's: nothing is sent.
    browser.value("document.querySelector('#act-erase').click()");
    answer(browser, "个人信息保护法第四十七条", Some("YT1"));
    browser.until("document.querySelector('dialog').innerText.includes('单号不一致')");
    let asked = browser.value("document.querySelector('label[for=field-number]').innerText");
    assert!(asked.to_string().contains("YT7777777770042"), "{asked}");
    // 3. The order's own: what is left is that it was, and who still has to confirm.
    answer(browser, "个人信息保护法第四十七条", Some("YT7777777770042"));
    browser.until("!document.querySelector('dialog') && document.querySelector('#erased')");
    let left = browser.value("document.querySelector('main').innerText").to_string();
    assert!(left.contains("第四十七条") && left.contains('安') && left.contains('陈'), "{left}");
    assert!(!left.contains("YT7777777770042") && !left.contains("云栖花园"), "{left}");
    assert_eq!(browser.nameless(), Vec::<String>::new());
    browser.value("location.hash = '#/board'");
    browser.until("document.querySelector('#bulk')");
    let board = browser.value("document.querySelector('main').innerText").to_string();
    assert!(board.contains("0815") && !board.contains("0042"), "it is on no list: {board}");
}
