//! The one path by which anything is written: plan, edit, build, append, project; all in the caller's transaction.

pub(crate) mod kept;
mod proposing;
mod quality;
pub(crate) mod replay;

use counterfoil_domain::command::draft::ChangeDraft;
use counterfoil_domain::command::{
    AuthorContext, ChangeFrame, Command, EnvelopeDraft, build_envelope, plan,
};
use counterfoil_domain::document::EditError;
use counterfoil_domain::fact::Fact;
use counterfoil_domain::ids::{ActId, ChainId, FactId, Hash, SubjectId};
use counterfoil_domain::moment::Moment;
use counterfoil_domain::order::Actor;
use counterfoil_domain::playbook::Playbook;
use counterfoil_domain::quality::QualityWarning;
use counterfoil_domain::shift::DutyState;
use counterfoil_domain::subject::Subject;
use counterfoil_store::documents::DocumentName;
use counterfoil_store::{Transaction, capture, chain, pages, progress};

use crate::error::{CauseError, Caused, NotAllowed};
use crate::layers::documents::{self, Hand, Shown};
use crate::layers::{self, View};
use crate::phone::core::Core;
use crate::phone::keys::random;

/// What a command made.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Done {
    /// Its envelopes, in the order of the chain.
    pub envelopes: Vec<Hash>,
    /// Its facts with their kinds, in the same order.
    pub facts: Vec<(FactId, u16)>,
    /// Whether only the hub can tell if the transition holds.
    pub hub_decides: bool,
    /// What is worth saying of its photographs, scans and positions before the author leaves.
    pub warnings: Vec<QualityWarning>,
}

/// A command on one subject.
pub(crate) struct Intent<'a> {
    pub(crate) subject: Subject,
    pub(crate) command: Command,
    /// What the person was looking at.
    pub(crate) shown: Option<&'a Shown>,
    /// The act over several subjects that this is part of.
    pub(crate) act: Option<ActId>,
    /// It cannot be done again: it is kept, whatever its quality.
    pub(crate) once_only: bool,
}

impl<'a> Intent<'a> {
    pub(crate) fn new(subject: Subject, command: Command) -> Self {
        Self { subject, command, shown: None, act: None, once_only: false }
    }

    pub(crate) fn upon(mut self, shown: Option<&'a Shown>) -> Self {
        self.shown = shown;
        self
    }
}

/// Writes a command, or explains why not.
pub(crate) fn write(core: &Core, tx: &Transaction<'_>, intent: Intent<'_>) -> Caused<Done> {
    let moment = core.moment(tx)?;
    let view = layers::view(core, tx, intent.subject)?;
    let standing = (intent.subject.kind, &view.actor, &view.sight);
    if view.locks(&intent.command) {
        return Err(CauseError::NotAllowed(locked()));
    }
    let moves_things = matches!(intent.command, Command::Custody(_));
    let command = within_duty(intent.command, &view.actor);
    let planned = plan(command, &view.playbook, &view.state, standing, &moment);
    let mut planned = planned.map_err(|refusal| {
        let reason = NotAllowed::by(refusal, &view.playbook, view.state.kind());
        CauseError::NotAllowed(reason)
    })?;
    let now_ms = core.wall_ms();
    let warnings = quality::look_over(tx, &planned, &view, intent.act, now_ms)?;
    if let Some(reason) = quality::refusal(&warnings).filter(|_| !intent.once_only) {
        return Err(CauseError::NotAllowed(reason));
    }
    if intent.act.is_some() {
        planned = planned.over_several();
    }
    let act = match intent.act {
        Some(act) => act,
        None => ActId(random()?),
    };
    quality::remember(tx, &planned, &view, act, now_ms)?;
    let mut done = Done { hub_decides: planned.hub_decides, warnings, ..Done::default() };
    for draft in planned.envelopes {
        let (instead_of, shown) = (None, intent.shown);
        let bond = Bond { moment: &moment, act: Some(act), instead_of, shown, propose: false };
        append(core, tx, draft, &view.playbook, &bond, &mut done)?;
    }
    // What went through somebody's hands stays with the shift, whoever has it then.
    if moves_things && crate::account::open_shift(tx)?.is_some() {
        pages::keep(tx, intent.subject.id)?;
    }
    layers::project(core, tx, intent.subject)?;
    Ok(done)
}

/// Why a command would not be written now, if so; writes nothing.
pub(crate) fn foresee(core: &Core, id: SubjectId, command: Command) -> Caused<Option<NotAllowed>> {
    core.read(|connection| {
        let Ok(subject) = layers::subject_of(connection, id) else {
            let (zh, en) = ("本机没有此单", "this order is not on this phone");
            return Ok(Some(NotAllowed::now("not_here", zh, en)));
        };
        let moment = core.moment(connection)?;
        let view = layers::view(core, connection, subject)?;
        let standing = (subject.kind, &view.actor, &view.sight);
        if view.locks(&command) {
            return Ok(Some(locked()));
        }
        let command = within_duty(command, &view.actor);
        let planned = plan(command, &view.playbook, &view.state, standing, &moment);
        match planned {
            Err(refusal) => Ok(Some(NotAllowed::by(refusal, &view.playbook, view.state.kind()))),
            Ok(planned) => {
                let warnings =
                    quality::look_over(connection, &planned, &view, None, core.wall_ms())?;
                Ok(quality::refusal(&warnings))
            }
        }
    })
}

/// The order's rules are of a newer program.
fn locked() -> NotAllowed {
    let zh = "此单的流程版本较新,请先更新应用;照片、签名、备注、定位和计时照常记录";
    let en = "this order's rules are newer than this app: update it; photographs, signatures, remarks, positions \
              and times are kept as ever";
    NotAllowed::now("update_needed", zh, en)
}

/// Outside a shift and in a break a photograph is kept without the place that its EXIF names.
fn within_duty(mut command: Command, actor: &Actor) -> Command {
    let duty = actor.chain.map(|chain| actor.duty.state_of(chain));
    if !duty.is_some_and(DutyState::allows_positions) {
        forget_places(&mut command);
    }
    command
}

fn forget_places(command: &mut Command) {
    match command {
        Command::AddPhoto(photo, _) => {
            (photo.exif_latitude_e7, photo.exif_longitude_e7) = (None, None);
        }
        Command::Transition(step) => step.with.iter_mut().for_each(forget_places),
        _ => {}
    }
}

/// What an envelope is bound to besides its draft.
pub(crate) struct Bond<'a> {
    pub(crate) moment: &'a Moment,
    pub(crate) act: Option<ActId>,
    pub(crate) instead_of: Option<Hash>,
    pub(crate) shown: Option<&'a Shown>,
    /// The change is not to be written but to be proposed.
    pub(crate) propose: bool,
}

/// Makes one draft into an envelope at the end of the chain.
pub(crate) fn append(
    core: &Core,
    tx: &Transaction<'_>,
    mut draft: EnvelopeDraft,
    playbook: &Playbook,
    bond: &Bond<'_>,
    done: &mut Done,
) -> Caused<()> {
    let person = core.person()?;
    let incarnation = chain::current(tx)?.incarnation;
    let chain = ChainId { device: core.keys.device(), incarnation };
    let seen = seen_values(tx, &draft, playbook)?;
    let (change, apart) = match make_change(tx, &draft, playbook, chain, bond)? {
        Made::Change(change) => (change, None),
        Made::Proposals(facts) => (None, proposing::in_place_of(&mut draft, facts, playbook)),
    };
    let place = capture::next_place(tx, draft.subject.id, &draft.audience)?;
    let k = match place.salt_root {
        Some(k) => k,
        None => random()?,
    };
    let author = AuthorContext {
        tenant: core.enrolment()?.answer.tenant,
        chain,
        seq: place.seq,
        person,
        moment: bond.moment.clone(),
        seen: progress::seen(tx)?,
        act: bond.act,
        instead_of: bond.instead_of,
        predecessor: place.predecessor,
        k,
        k_is_new: place.salt_root.is_none(),
    };
    let envelope = build_envelope(&draft, &author, change)?;
    let hash = capture::append(tx, &envelope)?;
    if let Some(change) = &draft.change {
        kept::keep(tx, draft.subject.id, hash, change, &seen)?;
    }
    note_moves(tx, &draft)?;
    done.envelopes.push(hash);
    for (position, fact) in (0u32..).zip(&draft.facts) {
        let (device, incarnation) = (chain.device, chain.incarnation);
        done.facts.push((FactId { device, incarnation, seq: place.seq, position }, fact.kind()));
    }
    match apart {
        Some(apart) => append(core, tx, apart, playbook, bond, done),
        None => Ok(()),
    }
}

fn document_of(draft: &EnvelopeDraft) -> Option<DocumentName> {
    let (document, _) = draft.change.as_ref()?;
    let (subject, audience) = (draft.subject.id, draft.audience.clone());
    Some(DocumentName { subject, audience, name: document.clone() })
}

/// What stands in the fields that the draft sets.
fn seen_values(
    tx: &Transaction<'_>,
    draft: &EnvelopeDraft,
    playbook: &Playbook,
) -> Caused<kept::Seen> {
    let (Some(name), Some((_, ChangeDraft::Sets(sets)))) = (document_of(draft), &draft.change)
    else {
        return Ok(Vec::new());
    };
    let document = documents::visible(tx, &name, playbook)?;
    Ok(sets.iter().map(|(path, _)| document.get(path)).collect())
}

/// Makes the draft's change. What cannot be written is kept as proposals: a person's input is never refused because
/// a document has no room, or because what it was written upon is no more.
fn make_change(
    tx: &Transaction<'_>,
    draft: &EnvelopeDraft,
    playbook: &Playbook,
    chain: ChainId,
    bond: &Bond<'_>,
) -> Caused<Made> {
    let Some((_, change)) = &draft.change else { return Ok(Made::Change(None)) };
    let Some(name) = document_of(draft) else { return Ok(Made::Change(None)) };
    let instead = |error: EditError| match proposing::proposals(change, &draft.audience) {
        facts if facts.is_empty() => Err(CauseError::Edit(error)),
        facts => Ok(Made::Proposals(facts)),
    };
    if bond.propose {
        return instead(EditError::DocumentFull);
    }
    let hand = Hand { chain, shown: bond.shown, fresh: bond.instead_of.is_some() };
    match documents::edit(tx, &name, playbook, change, &hand) {
        Ok((edit, generation)) => {
            Ok(Made::Change(Some(ChangeFrame { generation, frame: edit.frame })))
        }
        Err(CauseError::Edit(error)) if proposing::helps(&error, bond.instead_of.is_some()) => {
            instead(error)
        }
        Err(other) => Err(other),
    }
}

/// What became of a draft's change.
enum Made {
    /// It is one, if there was any.
    Change(Option<ChangeFrame>),
    /// Its values are proposed.
    Proposals(Vec<Fact>),
}

/// Evidence that moves changes two subjects.
fn note_moves(tx: &Transaction<'_>, draft: &EnvelopeDraft) -> Caused<()> {
    for fact in &draft.facts {
        if let Fact::Moved(moved) = fact {
            layers::note_moved(tx, draft.subject.id, moved.to)?;
        }
    }
    Ok(())
}

/// The subjects to which a command moves evidence: their cards change as well.
pub(crate) fn moves_to(command: &Command) -> Option<SubjectId> {
    match command {
        Command::Move(moved) => Some(moved.to),
        _ => None,
    }
}

/// A view for a screen.
pub(crate) fn look(core: &Core, id: SubjectId) -> Caused<View> {
    core.read(|connection| {
        let subject = layers::subject_of(connection, id)?;
        let view = layers::view(core, connection, subject)?;
        if view.is_known { Ok(view) } else { Err(CauseError::NotFound("order")) }
    })
}
