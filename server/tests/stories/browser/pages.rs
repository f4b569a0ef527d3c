//! The pages beside board and order in a real browser: a record is let in, a table comes in and is undone, cash
//! is confirmed, an address is changed, many orders are told something at once, somebody gets a phone and a
//! number, a ticket key is registered.

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

/// An address is changed on the order's page; only that is written.
pub(super) fn change_the_address(browser: &mut Browser, order: &str) {
    browser.value(&format!("location.hash = '#/order/{order}'"));
    browser.until("document.querySelector('#act-edit')");
    browser.value("document.querySelector('#act-edit').click()");
    browser.until("document.querySelector('dialog form')");
    browser.value(
        "[...document.querySelectorAll('dialog textarea')].find((one) => \
         one.value.includes('云栖花园')).value = '望湖路188号云栖花园12幢'",
    );
    confirm(browser);
    browser.until(
        "document.querySelector('.fields').parentElement.parentElement.innerText\
                   .includes('云栖花园12幢')",
    );
}

/// A storm: every open order gets the same remark, after a look at what would happen; one is left out.
pub(super) fn tell_many(browser: &mut Browser) {
    browser.value("location.hash = '#/board'");
    browser.until("document.querySelector('#bulk')");
    browser.value("document.querySelector('#bulk').click()");
    browser.until("document.querySelector('#bulk-look')");
    browser.value(
        "const act = document.querySelector('#field-act'); act.value = 'comment'; \
         act.dispatchEvent(new Event('change', { bubbles: true })); \
         document.querySelector('#field-text').value = '暴雨橙色预警,14点后停派'; \
         document.querySelector('#bulk-orders input').click(); \
         document.querySelector('dialog form').requestSubmit()",
    );
    browser.until("!document.querySelector('#bulk-go').hidden");
    let found = browser.value("document.querySelector('#bulk-found').innerText").to_string();
    let going = browser.value("document.querySelector('#bulk-go').innerText").to_string();
    assert!(found.contains("2 单可办") && going.contains("办理 2 单"), "{found} {going}");
    browser.value("document.querySelector('#bulk-go').click()");
    browser.until("document.querySelector('#bulk-found').innerText.includes('2 单已办')");
    browser.value("document.querySelector('#bulk-close').click()");
    browser.until("!document.querySelector('dialog')");
}

/// Somebody is entered with a number and gets a code; a phone says what is still on it.
pub(super) fn enter_somebody(browser: &mut Browser) {
    browser.value("location.hash = '#/people'");
    browser.until("document.querySelector('.phones details')");
    browser.value("document.querySelector('.phones details').open = true");
    browser.until("document.querySelector('.of-device').innerText.includes('照片和签名 1/1')");
    browser.value("document.querySelector('#add-person').click()");
    browser.until("document.querySelector('#field-name')");
    browser.value(
        "document.querySelector('#field-name').value = '戴'; \
         document.querySelector('#field-number').value = 'B0107'; \
         document.querySelector('#field-roles-0').checked = true; \
         document.querySelector('dialog form').requestSubmit()",
    );
    browser.until("document.querySelector('svg.qr path')");
    let code = browser.value("document.querySelector('#code-text').innerText").to_string();
    assert!(code.contains("counterfoil://enrol?"), "{code}");
    browser.value("document.querySelector('dialog.code .primary').click()");
    browser.until("!document.querySelector('dialog')");
    browser.until("document.querySelector('#people').innerText.includes('工号 B0107')");
}

/// A ticket key is registered, after what is none was refused, and revoked.
pub(super) fn register_a_key(browser: &mut Browser) {
    browser.until("document.querySelector('#add-key')");
    browser.value("document.querySelector('#add-key').click()");
    browser.until("document.querySelector('#field-key')");
    browser.value(
        "document.querySelector('#field-name').value = '派件应用后台'; \
         document.querySelector('#field-roles-0').checked = true; \
         document.querySelector('#field-key').value = 'no key'; \
         document.querySelector('dialog form').requestSubmit()",
    );
    browser.until("document.querySelector('.refused').innerText.includes('JSON Web Key')");
    browser.value(
        "document.querySelector('#field-key').value = JSON.stringify({ kty: 'OKP', crv: 'Ed25519', \
         x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' })",
    );
    confirm(browser);
    browser.until("document.querySelector('#keys [id^=revoke-key]')");
    browser.value("document.querySelector('#keys [id^=revoke-key]').click()");
    confirm(browser);
    browser.until("document.querySelector('#keys .mark.alarm')?.innerText === '已作废'");
}
