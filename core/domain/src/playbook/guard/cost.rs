//! Counting the steps of a guard before it runs, from its tree and the real lengths of the order's
//! lists, so that what would run long is refused alike on every machine.

use cel::IdedExpr;
use cel::common::ast::{ComprehensionExpr, Expr};

use super::inputs::Inputs;

/// Steps for one call of a text function: it may walk 16 KiB.
const TEXT_CALL_STEPS: u64 = 64;

/// An upper bound of the steps that evaluation takes.
pub(super) fn steps(tree: &IdedExpr, inputs: &Inputs<'_>) -> u64 {
    match &tree.expr {
        Expr::Call(call) => {
            let of = call.target.iter().map(|target| steps(target, inputs));
            let own = if call.target.is_some() { TEXT_CALL_STEPS } else { 1 };
            sum(own, of.chain(call.args.iter().map(|arg| steps(arg, inputs))))
        }
        Expr::Select(select) => sum(1, [steps(&select.operand, inputs)]),
        Expr::List(list) => sum(1, list.elements.iter().map(|element| steps(element, inputs))),
        Expr::Comprehension(comprehension) => walk(comprehension, inputs),
        _ => 1,
    }
}

fn sum(own: u64, parts: impl IntoIterator<Item = u64>) -> u64 {
    parts.into_iter().fold(own, u64::saturating_add)
}

fn walk(comprehension: &ComprehensionExpr, inputs: &Inputs<'_>) -> u64 {
    let members = members(&comprehension.iter_range, inputs);
    let each = sum(
        1,
        [&comprehension.loop_cond, &comprehension.loop_step].map(|part| steps(part, inputs)),
    );
    // A filter copies the list that it has so far at every member that fits.
    let copies = match comprehension.accu_init.expr {
        Expr::List(_) => members.saturating_mul(members),
        _ => 0,
    };
    let rest = [steps(&comprehension.iter_range, inputs), steps(&comprehension.result, inputs)];
    sum(members.saturating_mul(each).saturating_add(copies), rest)
}

/// Members of the list that a comprehension walks, at most.
fn members(range: &IdedExpr, inputs: &Inputs<'_>) -> u64 {
    match &range.expr {
        Expr::Ident(name) => inputs.length(name) as u64,
        Expr::List(list) => list.elements.len() as u64,
        Expr::Comprehension(filter) => members(&filter.iter_range, inputs),
        _ => u64::MAX,
    }
}
