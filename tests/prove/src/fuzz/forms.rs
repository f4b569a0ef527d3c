//! Guards, forms and playbooks: what people write into them, and what people answer.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use counterfoil_domain::forms::{Answers, Evidence, Form, judge};
use counterfoil_domain::ids::PersonId;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::forms::FormFile;
use counterfoil_domain::playbook::guard::Guard;
use counterfoil_domain::playbook::view::{Actor, OrderView, Scalar, TransitionRequest};

use super::corpus;

static PLAYBOOK: LazyLock<Playbook> = LazyLock::new(Playbook::builtin);

/// A text as a guard, JSON as a form, and the text as the answer to every question of the built-in forms.
pub(super) fn target(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    if let Ok(guard) = Guard::compile(&PLAYBOOK, &text) {
        let actor = Actor {
            person: PersonId([1; 16]),
            role: "courier".into(),
            assigned: true,
            former: false,
        };
        let view = OrderView { kind: "parcel".into(), ..OrderView::default() };
        let first = guard.evaluate(&PLAYBOOK, &view, &TransitionRequest::default(), &actor);
        let again = guard.evaluate(&PLAYBOOK, &view, &TransitionRequest::default(), &actor);
        assert_eq!(first, again, "one order, one answer");
    }
    if let Ok(file) = serde_json::from_slice::<FormFile>(bytes)
        && let Ok(form) = Form::read(&file)
    {
        answered(&form, &text);
    }
    for file in PLAYBOOK.file().forms.iter().take(2) {
        let form = PLAYBOOK.form(&file.id).expect("the built-in one");
        answered(form, &text);
    }
}

fn answered(form: &Form, text: &str) {
    let mut fields = BTreeMap::new();
    for question in form.questions() {
        let path = counterfoil_domain::forms::answer::path(form.id(), &question.id, None);
        fields.insert(path, Scalar::Text(text.to_owned()));
        let path = counterfoil_domain::forms::answer::path(form.id(), &question.id, Some("i1"));
        fields.insert(path, Scalar::Text(text.to_owned()));
    }
    for repeat in form.repeats() {
        let path = counterfoil_domain::forms::answer::path(form.id(), &repeat.id, Some("i1"));
        fields.insert(path, Scalar::Text("1".to_owned()));
    }
    let answers = Answers::of_fields(form, &fields);
    let judged = judge(form, &answers, &Evidence::default(), Some("2026-11-22"));
    assert_eq!(
        judged.problems(),
        judge(form, &answers, &Evidence::default(), Some("2026-11-22")).problems()
    );
}

pub(super) fn corpus() -> Vec<Vec<u8>> {
    let vectors = "core/domain/tests/vectors/guards";
    let names = ["guard", "cel", "text"];
    let mut found = corpus::texts_under(&corpus::json(&format!("{vectors}/truths.json")), &names);
    found.extend(corpus::texts_under(&corpus::json(&format!("{vectors}/refused.json")), &names));
    let forms = PLAYBOOK.file().forms.iter();
    found.extend(forms.filter_map(|form| serde_json::to_vec(form).ok()));
    for answer in ["12.5", "2026-11-22", "-0", "1e309", "是", "99999999999999999999", ""] {
        found.push(answer.as_bytes().to_vec());
    }
    found
}
