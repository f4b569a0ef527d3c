//! How SQLite goes about the questions that a push asks for each envelope: by an index on what is asked, never
//! through a tenant's whole table.

use rusqlite::Connection;

use super::{SqliteStorage, notices};

fn plan(db: &Connection, question: &str) -> String {
    let mut query = db.prepare(&format!("EXPLAIN QUERY PLAN {question}")).expect("a question");
    let unknown = vec![rusqlite::types::Value::Null; query.parameter_count()];
    let steps = query.query_map(rusqlite::params_from_iter(unknown), |row| row.get(3));
    let steps: Vec<String> = steps.and_then(Iterator::collect).expect("a plan");
    steps.join("; ")
}

#[tokio::test]
async fn a_push_is_not_paid_for_by_what_lies_in_the_log() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = SqliteStorage::open(&folder.path().join("hub.db")).expect("a database");
    let questions = [
        "SELECT seq FROM envelope WHERE tenant = ?1 AND subject = ?2 AND verdict IS NULL",
        "SELECT subject FROM envelope WHERE tenant = ?1 AND hash = ?2",
        "SELECT seq FROM envelope WHERE tenant = ?1 AND subject = ?2 AND held IS NOT NULL",
        "SELECT DISTINCT person FROM envelope WHERE tenant = ?1 AND subject = ?2",
        "SELECT idx FROM about WHERE tenant = ?1 AND subject = ?2",
    ];
    for question in questions {
        let asked = move |db: &Connection| Ok(plan(db, question));
        // The connection that made the tables, and one that opens them.
        let plans = [storage.read_before_write(asked).await, storage.read(asked).await];
        for plan in plans.map(|plan| plan.expect("a plan")) {
            assert!(plan.contains("SEARCH") && plan.contains("=? AND "), "{question}: {plan}");
        }
    }
}

#[tokio::test]
async fn a_list_of_notices_is_read_from_its_front() {
    let folder = tempfile::tempdir().expect("a folder");
    let storage = SqliteStorage::open(&folder.path().join("hub.db")).expect("a database");
    let questions = [
        (notices::IN_DANGER, "SEARCH d USING PRIMARY KEY (tenant=?)"),
        (notices::UNSEEN, "SEARCH n USING INDEX notice_unseen (tenant=?)"),
        (notices::ANY, "SEARCH n USING INDEX notice_by_time (tenant=?)"),
    ];
    for (question, way) in questions {
        let plan = storage.read(move |db: &Connection| Ok(plan(db, question))).await;
        let plan = plan.expect("a plan");
        assert!(plan.contains(way), "{question}: {plan}");
        assert!(!plan.contains("TEMP B-TREE") && !plan.contains("SCAN"), "{question}: {plan}");
    }
}
