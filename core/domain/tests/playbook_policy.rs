//! Who sees, adds and sets what in the built-in playbook: denied unless a row grants it.

use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::policy::{Question, Standing, explain, may_add, may_set, sees};
use counterfoil_domain::playbook::words::Lang;

fn standing<'a>(role: &'a str, kind: &'a str, stage: &'a str, assigned: bool) -> Standing<'a> {
    Standing { role, kind, stage, assigned }
}

fn seen(standing: &Standing<'_>) -> Vec<String> {
    sees(&Playbook::builtin(), standing).into_iter().map(str::to_owned).collect()
}

#[test]
fn a_courier_on_duty_sees_of_anothers_parcel_its_keys_and_no_more() {
    let playbook = Playbook::builtin();
    let chen = standing("courier", "parcel", "loaded", false);
    assert_eq!(seen(&chen), ["keys"]);
    assert!(may_add(&playbook, &chen, "custody") && may_add(&playbook, &chen, "found"));
    assert!(!may_add(&playbook, &chen, "photo") && !may_add(&playbook, &chen, "transition"));
    assert!(!may_set(&playbook, &chen, "note/work"));
}

#[test]
fn its_assignee_sees_what_delivery_needs_and_sets_only_notes_and_answers() {
    let playbook = Playbook::builtin();
    let ann = standing("courier", "parcel", "out_for_delivery", true);
    assert_eq!(seen(&ann), ["contact", "keys", "money", "plan", "work"]);
    for path in ["note/work", "a/condition/1"] {
        assert!(may_set(&playbook, &ann, path), "{path}");
    }
    for path in ["address/line", "goods_due_minor", "note/desk", "desk/risk", "no/such/path"] {
        assert!(!may_set(&playbook, &ann, path), "{path}");
    }
    for kind in ["transition", "photo", "payment", "proposed"] {
        assert!(may_add(&playbook, &ann, kind), "{kind}");
    }
    for kind in ["assignment", "do_not_load", "no_such_kind"] {
        assert!(!may_add(&playbook, &ann, kind), "{kind}");
    }
}

#[test]
fn the_desk_sees_all_and_a_role_of_another_kind_nothing() {
    assert_eq!(seen(&standing("dispatcher", "parcel", "ready", false)).len(), 6);
    assert_eq!(seen(&standing("technician", "parcel", "loaded", true)), ["keys"]);
    assert_eq!(seen(&standing("nobody", "parcel", "loaded", true)), Vec::<String>::new());
    assert_eq!(seen(&standing("courier", "unheard-of", "-", true)), Vec::<String>::new());
}

#[test]
fn a_shift_belongs_to_its_person() {
    let playbook = Playbook::builtin();
    let own = standing("courier", "shift", "-", true);
    assert!(may_add(&playbook, &own, "fix") && may_add(&playbook, &own, "shift_closed"));
    assert!(!may_add(&playbook, &standing("courier", "shift", "-", false), "fix"));
    // A star stands for every stage and not for having none.
    assert_eq!(seen(&standing("courier", "parcel", "-", true)), Vec::<String>::new());
}

#[test]
fn every_answer_names_its_rows() {
    let playbook = Playbook::builtin();
    let ann = standing("courier", "parcel", "loaded", true);
    let yes = explain(&playbook, &ann, Question::Add("photo"));
    assert!(yes.allowed);
    assert_eq!(yes.granted_by, ["courier-assigned"]);
    assert_eq!(yes.silent, ["worker-on-duty"]);
    assert_eq!(yes.words(Lang::Zh), "规则“courier-assigned”允许");
    let no = explain(&playbook, &ann, Question::Set("address/line"));
    assert!(!no.allowed && no.granted_by.is_empty());
    assert_eq!(no.words(Lang::En), "no rule allows it");
}
