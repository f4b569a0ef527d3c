//! Scripts, and what they tell.

use super::*;

const DOORSTEP: &str = "as courier\nstep start\nset freight_due_minor 800\nphoto door\n\
    step deliver_doorstep # nobody was asked\nconsent doorstep phone\npay freight 800\n\
    step deliver_doorstep";

#[test]
fn a_parcel_goes_to_the_door_only_when_somebody_agreed() {
    let book = Playbook::builtin();
    let told = run(&book, "parcel", DOORSTEP, Lang::Zh).expect("it runs");
    let stages: Vec<&str> = told.lines().filter(|line| line.starts_with('=')).collect();
    assert_eq!(
        stages,
        [
            "= 待派(ready)",
            "= 派送中(out_for_delivery)",
            "= 派送中(out_for_delivery)  不允许",
            "= 已签收(delivered)"
        ]
    );
    assert!(told.contains("✗ parcel_delivery/deliver_doorstep/needs/0"), "{told}");
    assert_eq!(run(&book, "parcel", DOORSTEP, Lang::Zh).expect("it runs"), told);
}

#[test]
fn lanes_are_played_and_what_happens_by_itself_happens() {
    let book = Playbook::builtin();
    let script = "as technician\nstep assess note=x\nquote 600000\nas dispatcher\noffers";
    let told = run(&book, "precision_repair", script, Lang::Zh).expect("it runs");
    assert!(told.contains("↯ 大额报价提醒:写备注"), "{told}");
    let mut file: serde_json::Value =
        serde_json::from_slice(Playbook::builtin_bytes()).expect("JSON");
    let flows = file["workflows"].as_array_mut().expect("workflows");
    let flow = flows.iter_mut().find(|one| one["id"] == "precision_repair").expect("ours");
    flow["initial"] = "testing".into();
    file["triggers"].as_array_mut().expect("triggers").push(serde_json::json!({
        "id": "passes", "name": {"zh": "自动放行", "en": "passes"},
        "kinds": ["precision_repair"], "on": {"facts": ["scan"]},
        "do": {"act": "move", "transition": "pass_test"}}));
    let book = Playbook::parse(file.to_string().as_bytes()).expect("a playbook");
    // An answer of a form is a field.
    let filled_in = |form: &str, answers: &[&str]| -> String {
        answers.iter().map(|answer| format!("set a/{form}/{answer}\n")).collect()
    };
    let flaw = ["method penetrant", "area 轴承座", "sensitivity B型试块", "result pass"];
    let geometry = ["radial_um 2", "axial_um 1", "warm_minutes 90", "rise_k 18", "result pass"];
    let script = format!(
        "as quality_engineer\nstep pass_test\nphoto inspection\n{}step pass_flaw\noffers\n\
         fact scan\nfact reading\n{}step pass_geometry\nfact scan",
        filled_in("flaw_test", &flaw),
        filled_in("geometry_test", &geometry),
    );
    let told = run(&book, "precision_repair", &script, Lang::Zh).expect("it runs");
    for part in [
        "= 无损检测(testing) ‖ 探伤检测 待检 ‖ 几何精度检测 待检\n  最长停留 8 小时",
        "joins: 尚未完成:探伤检测、几何精度检测",
        "= 无损检测(testing) ‖ 探伤检测 合格 ‖ 几何精度检测 待检",
        "↯ 自动放行:自动执行“检测合格” ✗ 尚未完成:几何精度检测",
        "pass_geometry 精度合格",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let last = told.lines().rev().find(|line| line.starts_with('=')).expect("a stage");
    assert!(last.contains("(refitting)"), "{told}");
    assert!(!told.contains("  pass_flaw 探伤合格"), "a lane does not go twice: {told}");
}

#[test]
fn a_rule_too_many_is_named_as_in_the_log() {
    let mut file: serde_json::Value =
        serde_json::from_slice(Playbook::builtin_bytes()).expect("JSON");
    file["triggers"] = (0..20)
        .map(|at| {
            let id = format!("rule_{at:02}");
            let words = serde_json::json!({"zh": id, "en": id});
            serde_json::json!({"id": id, "name": words, "kinds": ["parcel"],
                "on": {"facts": ["comment"]}, "do": {"act": "comment", "words": words}})
        })
        .collect();
    let book = Playbook::parse(file.to_string().as_bytes()).expect("a playbook");
    let told = run(&book, "parcel", "as courier\nfact comment", Lang::Zh).expect("it runs");
    assert!(told.contains("↯ rule_16 ✗ trigger/limit: 一条记录触发的规则太多"), "{told}");
    assert!(told.contains("↯ rule_15:") && !told.contains("rule_17"), "{told}");
}

#[test]
fn what_a_phone_cannot_see_is_told_and_a_wrong_line_has_its_number() {
    let book = Playbook::builtin();
    let script = "as courier unassigned\nphoto door\nstep load";
    let told = run(&book, "parcel", script, Lang::En).expect("it runs");
    assert!(told.contains("= loaded"), "{told}");
    for (line, says) in [
        ("as nobody", "line 2: there is no role"),
        ("set colour red", "there is no field"),
        ("set freight_due_minor much", "Integer"),
        ("dance twice", "nothing that happens"),
        ("step load why=1", "may follow a step"),
        ("fact selfie", "no kind of fact"),
        ("photo", "photo what?"),
    ] {
        let why = run(&book, "parcel", &format!("# a remark\n{line}"), Lang::En);
        let why = why.expect_err(line).to_string();
        assert!(why.contains(says), "{line}: {why}");
    }
    assert!(run(&book, "shift", "", Lang::En).is_err());
}
