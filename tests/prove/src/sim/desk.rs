//! What the dispatcher does, over the hub's JSON API. A refusal of the hub's is a normal answer here.

use counterfoil_domain::ids::{PersonId, SubjectId};
use serde_json::{Value, json};

use super::acts::FIELDS;
use super::hub::Hub;
use super::plan::Deed;
use crate::dice::Dice;

/// Kinds of orders, with the role that does them.
const KINDS: [(&str, &str); 5] = [
    ("parcel", "courier"),
    ("parcel", "courier"),
    ("pickup", "courier"),
    ("repair", "technician"),
    ("install", "technician"),
];

/// Whom the office knows, and which orders it made.
#[derive(Debug, Default)]
pub struct Desk {
    /// Workers with their roles.
    pub people: Vec<(PersonId, &'static str)>,
    /// Orders that the office made.
    pub orders: Vec<SubjectId>,
    /// Acts that the hub did not take.
    pub refused: usize,
}

impl Desk {
    /// Somebody of a role, else anybody.
    fn somebody(&self, role: &str, dice: &mut Dice) -> Option<PersonId> {
        let fit: Vec<PersonId> =
            self.people.iter().filter(|(_, one)| *one == role).map(|(person, _)| *person).collect();
        let any = self.people.get(dice.below(self.people.len())).map(|(person, _)| *person);
        if fit.is_empty() { any } else { Some(fit[dice.below(fit.len())]) }
    }

    /// Makes an order and gives it to somebody.
    ///
    /// # Errors
    /// The hub's answer.
    pub async fn orders(
        &mut self,
        hub: &mut Hub,
        number: usize,
        dice: &mut Dice,
    ) -> Result<(), String> {
        let (kind, role) = KINDS[dice.below(KINDS.len())];
        let to = self.somebody(role, dice);
        let body = json!({
            "kind": kind,
            "keys": [{"scheme": "waybill", "value": format!("SF2{number:012}")}],
            "fields": {"title": format!("第{number}单"), "contact/name": "客户",
                "contact/phone": format!("199{number:08}"), "address/line": "路1号"},
            "assign": to,
        });
        let made = hub.posts("/v1/office/orders", &body).await?;
        let id = made["order"].as_str().and_then(|id| id.parse().ok());
        self.orders.push(id.ok_or("an order without its id")?);
        Ok(())
    }

    /// Does something; what the hub does not take is counted.
    ///
    /// # Errors
    /// An answer of the hub's that is neither yes nor a refusal.
    pub async fn does(
        &mut self,
        hub: &mut Hub,
        deed: Deed,
        number: usize,
        dice: &mut Dice,
    ) -> Result<(), String> {
        if deed == Deed::Order || self.orders.is_empty() {
            return self.orders(hub, number, dice).await;
        }
        let order = self.orders[dice.below(self.orders.len())];
        let field = FIELDS[dice.below(FIELDS.len())];
        let value = format!("台{number}");
        let (what, body) = match deed {
            Deed::Assign if dice.below(6) == 0 => ("assign", json!({"to": Value::Null})),
            Deed::Assign => ("assign", json!({"to": self.somebody("courier", dice)})),
            Deed::Edit => ("fields", json!({"fields": {field: value}})),
            Deed::Settle => ("settle", json!({"path": field, "value": value})),
            Deed::Cancel => ("cancel", json!({"reason": "not_wanted"})),
            _ => ("comments", json!({"text": format!("台{number}")})),
        };
        match hub.posts(&format!("/v1/office/orders/{order}/{what}"), &body).await {
            Err(why) if why.starts_with('5') => Err(why),
            Err(_) => {
                self.refused += 1;
                Ok(())
            }
            Ok(_) => Ok(()),
        }
    }
}
