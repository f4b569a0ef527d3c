//! The pages beside board and order in a real browser: a record is let in, a table comes in and is undone, cash
//! is confirmed.

use super::chromium::Browser;

/// What comes in: one good row, one that Excel has rounded.
const TABLE: &str = "类型,运单号,收件人,电话,地址\\n快递,SF9990000000018,王女士,19900000018,甲路1号\\n\
                     快递,7.73125E+13,李先生,19900000019,乙路2号\\n";

fn confirm(browser: &mut Browser) {
    browser.until("document.querySelector('dialog form')");
    browser.value("document.querySelector('dialog form').requestSubmit()");
    browser.until("!document.querySelector('dialog')");
}

/// A colleague's remark waits; the dispatcher lets it in for this once.
pub(super) fn let_in(browser: &mut Browser) {
    browser.value("location.hash = '#/inbox'");
    browser.until("document.querySelector('#to-held')");
    browser.value("document.querySelector('#to-held').click()");
    browser.until("document.querySelector('.record')?.innerText.includes('客户说下午再送')");
    let said = browser.value("document.querySelector('.record').innerText").to_string();
    assert!(said.contains('陈') && said.contains("手里没有这单"), "{said}");
    browser.value("document.querySelector('.record [id^=once]').click()");
    confirm(browser);
    browser.until("!document.querySelector('.record')");
}

/// A file is looked at, imported, and undone.
pub(super) fn import_and_undo(browser: &mut Browser) {
    browser.value("location.hash = '#/tables'");
    browser.until("document.querySelector('#file')");
    browser.value(&format!(
        "const data = new DataTransfer(); data.items.add(new File(['{TABLE}'], '派件.csv')); \
         const file = document.querySelector('#file'); file.files = data.files; \
         file.dispatchEvent(new Event('change')); document.querySelector('#look').click()"
    ));
    browser.until("document.querySelector('#import')");
    let found = browser.value("document.querySelector('#found').innerText").to_string();
    assert!(found.contains("派件.csv") && found.contains("导入 1 单"), "{found}");
    assert!(found.contains("7.73125E+13"), "what Excel has rounded is named: {found}");
    browser.value("document.querySelector('#import').click()");
    browser.until("document.querySelector('#undo')");
    browser.until("document.querySelector('#imports button')");
    browser.value("document.querySelector('#undo').click()");
    confirm(browser);
    browser.until("document.querySelector('#found').innerText.includes('已取消 1 单')");
    let exported = browser.value("document.querySelector('#out-events-xlsx').href").to_string();
    assert!(exported.contains("/v1/office/exports/zh/events.xlsx?from="), "{exported}");
}

/// The shift's cash is confirmed from its balances; the map draws the courier's track.
pub(super) fn close_the_day(browser: &mut Browser) {
    browser.value("location.hash = '#/shifts?day=2026-09-21'");
    browser.until("document.querySelector('#shifts h2 a')");
    browser.value("document.querySelector('#shifts h2 a').click()");
    browser.until("document.querySelector('#all-cash')");
    let sums = browser.value("document.querySelector('.balances').innerText").to_string();
    assert!(sums.contains("¥18.00") && sums.contains("现金全部交款"), "{sums}");
    browser.value("document.querySelector('#all-cash').click()");
    confirm(browser);
    browser.until("!document.querySelector('#all-cash')");
    browser.value("location.hash = '#/map?day=2026-09-21'");
    browser.until("document.querySelector('svg.map polyline')");
    let stops = browser.value("document.querySelectorAll('svg.map a').length");
    assert_eq!(stops, 2, "both positions lead to their order");
}
