//! Signatures: strokes, signer, and the hash of exactly what was shown; one signature may stand for several
//! orders, each of which proves its own line alone.

use counterfoil_domain::command::{Command, ShownList};
use counterfoil_domain::envelope::BlobRef;
use counterfoil_domain::fact::{ShownLine, SignatureFact};
use counterfoil_domain::ids::{Hash, SubjectId};
use counterfoil_domain::proof::Derived;
use counterfoil_store::blobs::{self, BlobRow};

use super::{Captures, URGENCY_SIGNATURE, new_row, reference};
use crate::error::{CauseError, Caused, ClientError, NotAllowed};
use crate::media::signature::{Background, Signature, SignatureError};
use crate::orders::{SeveralDone, act_on_several, tell};
use crate::phone::core::Core;
use crate::phone::keys::random;
use crate::syncing::seal_now;

pub(super) const STROKES: &str = "application/vnd.counterfoil.strokes";
pub(super) const PNG_WIDTH_PX: u32 = 640;

/// What an order's signer was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownOrder {
    /// The order.
    pub id: SubjectId,
    /// Exactly the text that stood on the screen for it.
    pub text: String,
}

/// A signature as the shell hands it over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureInput {
    /// What was shown, one text for each order.
    pub orders: Vec<ShownOrder>,
    /// What the pen did.
    pub signature: Signature,
    /// The signer's name.
    pub signer: String,
    /// `recipient`, `proxy`, `customer`; as the playbook names it.
    pub role: String,
}

impl Captures {
    /// Takes a signature for one or several orders, and seals the chain: it is a moment that matters. A chain that
    /// cannot be sealed now is sealed later.
    ///
    /// # Errors
    /// [`ClientError::NotAllowed`] for a blank pad or no order; what an order forbids stands in its own result.
    pub fn sign(&self, input: &SignatureInput) -> Result<SeveralDone, ClientError> {
        let commands = self.prepare_signature(input)?;
        let core = &self.core;
        let done = match commands.as_slice() {
            [(id, command)] => {
                let written = crate::orders::Orders::new(core.clone());
                vec![(*id, written.act(*id, command.clone(), None))]
            }
            several => act_on_several(core, several)?,
        };
        if done.iter().any(|(_, one)| one.is_ok()) {
            if let Err(cause) = seal_now(core) {
                tracing::warn!(%cause, "the chain is sealed later");
            }
            tell(core, []);
        }
        Ok(done)
    }

    /// Seals a signature's files without writing it down, and gives each order's command: for
    /// [`counterfoil_domain::command::TransitionCommand::with`].
    ///
    /// # Errors
    /// As [`Captures::sign`].
    pub fn prepare_signature(
        &self,
        input: &SignatureInput,
    ) -> Result<Vec<(SubjectId, Command)>, ClientError> {
        Ok(prepare(&self.core, input)?)
    }
}

/// What each order's fact says of what was shown.
struct Line {
    root: Hash,
    line: Option<ShownLine>,
    /// The text as a file of its own, where one order alone was signed.
    text: Option<String>,
}

fn prepare(core: &Core, input: &SignatureInput) -> Caused<Vec<(SubjectId, Command)>> {
    if input.signature.is_blank() {
        return Err(SignatureError::NotASignature.into());
    }
    let store = core.store()?;
    store.require_room()?;
    let strokes = store.vault().put_bytes(&input.signature.to_bytes())?;
    let mut rows = vec![new_row(core, &strokes, STROKES, None, URGENCY_SIGNATURE)];
    rows.extend(drawings(core, &input.signature, strokes.hash)?);
    let mut commands = Vec::new();
    for (order, shown) in input.orders.iter().zip(lines(&input.orders)?) {
        let mut blobs: Vec<BlobRef> = vec![reference(&strokes, STROKES, &input.role)];
        if let Some(text) = &shown.text {
            let sealed = store.vault().put_bytes(text.as_bytes())?;
            rows.push(new_row(core, &sealed, "text/plain", None, URGENCY_SIGNATURE));
            blobs.push(reference(&sealed, "text/plain", "shown"));
        }
        let fact = SignatureFact {
            strokes: strokes.hash,
            signer: input.signer.clone(),
            role: input.role.clone(),
            shown: shown.root,
            line: shown.line,
        };
        commands.push((order.id, Command::Sign(fact, blobs)));
    }
    core.capture(|tx| Ok(rows.iter().try_for_each(|row| blobs::put(tx, row))?))?;
    Ok(commands)
}

fn lines(orders: &[ShownOrder]) -> Caused<Vec<Line>> {
    let texts: Vec<String> = orders.iter().map(|order| order.text.clone()).collect();
    if let [text] = texts.as_slice() {
        let root = counterfoil_domain::hash::sha256(text.as_bytes());
        return Ok(vec![Line { root, line: None, text: Some(text.clone()) }]);
    }
    let list = ShownList::over(&texts, &random()?).ok_or_else(|| {
        let (zh, en) = ("签名的单数不对", "a signature stands for one to 512 orders");
        CauseError::NotAllowed(NotAllowed::now("orders", zh, en))
    })?;
    let root = list.root;
    let line = |line| Line { root, line: Some(line), text: None };
    Ok(list.lines.into_iter().map(line).collect())
}

/// The strokes drawn for people; made from them, so a drawing that fails costs nothing.
fn drawings(core: &Core, signature: &Signature, strokes: Hash) -> Caused<Vec<BlobRow>> {
    let store = core.store()?;
    let mut rows = Vec::new();
    let mut keep = |bytes: &[u8], media_type: &str, recipe: String| -> Caused<()> {
        let sealed = store.vault().put_bytes(bytes)?;
        let derived = Some(Derived { original: strokes, recipe });
        rows.push(new_row(core, &sealed, media_type, derived, URGENCY_SIGNATURE));
        Ok(())
    };
    keep(signature.to_svg().as_bytes(), "image/svg+xml", "svg".into())?;
    match signature.to_png(PNG_WIDTH_PX, Background::White) {
        Ok(png) => keep(&png, "image/png", format!("png/{PNG_WIDTH_PX}"))?,
        Err(error) => tracing::info!(%error, "a signature is kept without a PNG"),
    }
    Ok(rows)
}
