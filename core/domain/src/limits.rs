//! Every bound of the formats, with its unit in the name. Phone and hub share them, so that nothing too
//! large can be captured.

mod dropping;
mod erasing;
mod gate;
mod phone;
mod playbooks;

pub use self::dropping::*;
pub use self::erasing::{ERASURES_PER_ANSWER_MAX, LEGAL_BASIS_CHARS_MAX, SET_ASIDE_DAYS_MAX};
pub use self::gate::{
    GATE_FRAME_BYTES_MAX, GATE_MEMORY_BYTES_MAX, GATE_STACK_BYTES, GATE_WARM_BYTES_MAX,
    GATE_WARM_DOCUMENTS_MAX, GATE_WORKERS_MAX,
};
pub use self::phone::{
    LOGGER_BYTES_MAX, MASKED_ADDRESS_PART_CHARS_MAX, MASKED_NAME_CHARS_MAX, NOTICES_READ_MAX,
    PIN_DIGITS_MAX, PIN_DIGITS_MIN, PIN_LANES, PIN_MEMORY_KIB, PIN_PASSES, PIN_WAIT_FIRST_MS,
    PIN_WRONG_FREE, PIN_WRONG_MAX, READINGS_PER_CALL_MAX, SAME_MATTER_MS,
};
pub use self::playbooks::{
    APPROVAL_LEVELS_MAX, CARRIER_DIGITS_MAX, LANES_MAX, PLACE_PERMISSIONS_MAX, PLAYBOOK_BYTES_MAX,
    PLAYBOOK_FAULTS_MAX, PLAYBOOK_FIELDS_MAX, PLAYBOOK_NAMES_MAX, POLICY_ROWS_MAX, STAGES_MAX,
    TRANSITIONS_MAX, TRIGGERS_MAX, TRIGGERS_PER_ENTRY_MAX, WORKFLOWS_MAX,
};

/// Operations in one document since its generation began; beyond it the hub begins the next.
pub const DOCUMENT_OPS_MAX: usize = 2_000;
/// Bytes of one saved document.
pub const DOCUMENT_BYTES_MAX: usize = 256 * 1024;
/// Bytes of one saved document that is still opened: a phone's unsent work may lie over a full one.
pub const SAVED_BYTES_MAX: usize = 4 * DOCUMENT_BYTES_MAX;
/// Saved bytes that a generation may begin with: the rest is room for what people write.
pub const CARRIED_BYTES_MAX: usize = DOCUMENT_BYTES_MAX / 2;
/// Operations in one change.
pub const CHANGE_OPS_MAX: usize = 256;
/// Characters of one run of text in a change.
pub const CHANGE_TEXT_RUN_CHARS_MAX: usize = 512;
/// Bytes of one change.
pub const CHANGE_BYTES_MAX: usize = 64 * 1024;
/// Heads that one document may have at once; beyond it the author rebases.
pub const DOCUMENT_HEADS_MAX: usize = 16;
/// Dependencies that one change may name.
pub const CHANGE_DEPS_MAX: usize = DOCUMENT_HEADS_MAX;
/// Nesting of any decoded value.
pub const DEPTH_MAX: usize = 16;
/// Bytes of one path of a document.
pub const PATH_BYTES_MAX: usize = 128;
/// Bytes of one scalar string in a document.
pub const FIELD_VALUE_BYTES_MAX: usize = 16 * 1024;

/// Bytes of one compressed request or answer.
pub const EXCHANGE_COMPRESSED_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Bytes of one request or answer after decompression.
pub const EXCHANGE_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Envelopes in one request.
pub const EXCHANGE_ENVELOPES_MAX: usize = 50_000;
/// Chains that one request may name, as sections or for receipts.
pub const EXCHANGE_CHAINS_MAX: usize = 256;
/// Blobs after which one request may ask.
pub const EXCHANGE_BLOBS_MAX: usize = 256;
/// Seals that one request may carry; each costs the hub a verification.
pub const EXCHANGE_SEALS_MAX: u64 = 5_000;
/// Verdicts that one answer may hold: those of its request, and as many that were held before.
pub const EXCHANGE_VERDICTS_MAX: u64 = 2 * EXCHANGE_ENVELOPES_MAX as u64;
/// Bytes of one row of a page without its body: a header, a decision, a statement.
pub const ROW_BYTES_MAX: usize = 64 * 1024;
/// Bytes of the head of a group in a page, or of a row of keys.
pub const GROUP_HEAD_BYTES_MAX: usize = 64 * 1024;
/// Bytes of bodies and documents in one page, before compression, except that one order is never split.
pub const PAGE_BYTES_MAX: usize = 8 * 1024 * 1024;
/// Bytes of a small request: a form, a question.
pub const SMALL_BODY_BYTES_MAX: usize = 8 * 1024;
/// Bytes of a request of the office.
pub const OFFICE_BODY_BYTES_MAX: usize = 256 * 1024;
/// Characters of a header's text: proofs and leaves are far smaller.
pub const HEADER_TEXT_CHARS_MAX: usize = 4 * 1024;
/// Base-2 logarithm of the largest zstd window accepted: 1 MiB.
pub const ZSTD_WINDOW_LOG_MAX: u32 = 20;
/// Decompressed bytes for each compressed byte, at most, once past [`ZSTD_RATIO_FREE_BYTES`].
pub const ZSTD_RATIO_MAX: usize = 50;
/// Decompressed bytes below which the ratio is not looked at.
pub const ZSTD_RATIO_FREE_BYTES: usize = 1024 * 1024;

/// Bytes of one header.
pub const HEADER_BYTES_MAX: usize = 1_024;
/// Bytes of one body.
pub const BODY_BYTES_MAX: usize = 128 * 1024;
/// Facts in one envelope.
pub const FACTS_PER_ENVELOPE_MAX: usize = 64;
/// Blobs named by one body.
pub const BLOBS_PER_ENVELOPE_MAX: usize = 64;
/// Characters of a free text in a fact (comment, reason, words of a consent).
pub const FACT_TEXT_CHARS_MAX: usize = 4_000;
/// Bytes of a short name (role, reason code, media type, scheme).
pub const NAME_BYTES_MAX: usize = 64;
/// Bytes of a key's value (waybill, serial).
pub const KEY_VALUE_BYTES_MAX: usize = 128;
/// Envelopes joined by one act.
pub const ACT_ENVELOPES_MAX: usize = 512;

/// Bytes of one file with fonts that a report is made with.
pub const REPORT_FONT_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// Bytes of one blob.
pub const BLOB_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Bytes of one photograph as the camera wrote it.
pub const PHOTO_FILE_BYTES_MAX: u64 = BLOB_BYTES_MAX;
/// Pixels along one side of a photograph that is decoded.
pub const PHOTO_SIDE_PX_MAX: u32 = 12_000;
/// Pixels of a photograph that is decoded. Binary millions: phones sold as "64 megapixels" write
/// 9,248 × 6,936, a little over 64 decimal millions.
pub const PHOTO_PX_MAX: u64 = 64 * 1024 * 1024;
/// Bytes that decoding one photograph may allocate.
pub const PHOTO_DECODE_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Bytes by which sealing makes a file longer, at most, besides 16 for each begun 64 KiB.
pub const SEALING_BYTES_MAX: u64 = 32 * 1024;
// What a phone may hold in one piece has a place where addresses have 32 bits: `usize` never cuts it.
const _: () = {
    let one_piece_bytes_max = 256 * 1024 * 1024;
    assert!(BLOB_BYTES_MAX <= one_piece_bytes_max);
    assert!(MANUAL_BYTES_MAX <= one_piece_bytes_max);
    assert!(PHOTO_FILE_BYTES_MAX <= one_piece_bytes_max);
    assert!(PHOTO_DECODE_BYTES_MAX <= one_piece_bytes_max);
    assert!(PHOTO_PX_MAX * 4 <= one_piece_bytes_max, "its pixels, four bytes each");
};
/// Bytes that one device may have in partial uploads.
pub const STAGED_BYTES_PER_DEVICE_MAX: u64 = 1024 * 1024 * 1024;
/// Bytes appended to an upload by one request.
pub const UPLOAD_CHUNK_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Strokes of one signature.
pub const SIGNATURE_STROKES_MAX: usize = 512;
/// Points of one signature.
pub const SIGNATURE_POINTS_MAX: usize = 20_000;

/// Smallest long side a policy may ask scaled copies to have.
pub const PHOTO_LONG_SIDE_PX_MIN: u16 = 640;
/// Largest long side a policy may ask scaled copies to have.
pub const PHOTO_LONG_SIDE_PX_MAX: u16 = 3_072;
/// Long side of scaled copies where the policy says nothing.
pub const PHOTO_LONG_SIDE_PX_DEFAULT: u16 = 2_048;
/// JPEG quality of scaled copies where the policy says nothing.
pub const PHOTO_QUALITY_DEFAULT: u8 = 80;
/// Lowest JPEG quality a policy may ask for.
pub const PHOTO_QUALITY_MIN: u8 = 40;
/// Highest JPEG quality a policy may ask for.
pub const PHOTO_QUALITY_MAX: u8 = 95;
/// Long side of a thumbnail.
pub const THUMB_LONG_SIDE_PX: u16 = 320;
/// JPEG quality of a thumbnail.
pub const THUMB_QUALITY: u8 = 75;
/// Longest camera make or model kept from EXIF, in characters.
pub const CAMERA_NAME_CHARS_MAX: usize = 64;
/// Longest time from the first touch of a signature to its last: one hour.
pub const SIGNATURE_DURATION_MS_MAX: u32 = 60 * 60 * 1_000;
/// Largest encoded signature. A point is at most 3 + 3 + 5 + 3 bytes, a stroke 6 more.
pub const SIGNATURE_BYTES_MAX: usize = 32 + SIGNATURE_STROKES_MAX * 6 + SIGNATURE_POINTS_MAX * 14;
/// Smallest width of a drawn signature.
pub const SIGNATURE_PNG_SIDE_PX_MIN: u32 = 16;
/// Longest side of a drawn signature.
pub const SIGNATURE_PNG_SIDE_PX_MAX: u32 = 4_096;

/// Envelopes committed in one slice of a push.
pub const SLICE_ENVELOPES_MAX: usize = 200;
/// CPU milliseconds of one slice of a push.
pub const SLICE_CPU_MS_MAX: u64 = 50;
/// Entries in one page of an answer, at most, except that one order is never split.
pub const PAGE_ENTRIES_MAX: usize = 2_000;

/// Bytes of a guard in a playbook.
pub const GUARD_BYTES_MAX: usize = 1_000;
/// Nesting of comprehensions in a guard.
pub const GUARD_COMPREHENSION_DEPTH_MAX: usize = 2;
/// Members of a list that a guard may walk.
pub const GUARD_LIST_MAX: usize = 256;
/// Words, numbers and signs of a guard; with the nesting below it bounds the parser's stack.
pub const GUARD_TOKENS_MAX: usize = 200;
/// Nesting of brackets in a guard.
pub const GUARD_NESTING_MAX: usize = 12;
/// Choices (`? :`) in a guard.
pub const GUARD_CHOICES_MAX: usize = 4;
/// Steps that evaluating a guard may take, counted before it runs.
pub const GUARD_STEPS_MAX: u64 = 20_000;
/// Bytes of one formula of a form.
pub const FORMULA_BYTES_MAX: usize = 2_000;
/// Words, numbers and signs of a formula.
pub const FORMULA_TOKENS_MAX: usize = 400;
/// Choices (`? :`) in a formula.
pub const FORMULA_CHOICES_MAX: usize = 8;
/// Forms of one playbook.
pub const FORMS_MAX: usize = 100;
/// Bytes of a form's id.
pub const FORM_ID_BYTES_MAX: usize = 32;
/// Bytes of a question's id: with the form's and an item's it fits into a path.
pub const QUESTION_ID_BYTES_MAX: usize = 64;
/// Bytes of the id of an item of a repeat group.
pub const ITEM_ID_BYTES_MAX: usize = 16;
/// Questions of one form.
pub const FORM_QUESTIONS_MAX: usize = 1_000;
/// Choices of one form, all lists together.
pub const FORM_CHOICES_MAX: usize = 20_000;
/// Bytes of the pattern of a text.
pub const FORM_PATTERN_BYTES_MAX: usize = 256;
/// Bytes of a text that a pattern is looked for in; a longer one does not fit.
pub const FORM_PATTERN_TEXT_BYTES_MAX: usize = 4_096;
/// Pages of one form.
pub const FORM_PAGES_MAX: usize = 200;
/// Groups in each other on one page.
pub const FORM_NESTING_MAX: usize = 8;
/// Items of one repeat group.
pub const REPEAT_ITEMS_MAX: usize = 256;
/// Steps that all formulas of a form may take together, each time it is judged.
pub const FORM_STEPS_MAX: u64 = 2_000_000;
/// Questions that are named when a step lacks a form.
pub const FORM_PROBLEMS_TOLD_MAX: usize = 8;
/// Choices of one question that a page shows before somebody types.
pub const CHOICES_SHOWN_MAX: usize = 100;

/// Milliseconds after which the hub proposes what a blocked change says that its author has not written once more.
pub const BLOCKED_CHANGE_PATIENCE_MS: u64 = 24 * 60 * 60 * 1_000;
/// Bytes of IANA's list of time zones, unpacked; it has some 220,000.
pub const ZONES_BYTES_MAX: usize = 1024 * 1024;
/// Days of one calendar that have hours of their own.
pub const CALENDAR_DAYS_MAX: usize = 2_000;
/// Spans of hours in one day of a calendar.
pub const CALENDAR_HOURS_MAX: usize = 12;
/// Calendars of one playbook.
pub const CALENDARS_MAX: usize = 100;
/// Service-level policies of one playbook.
pub const SLA_POLICIES_MAX: usize = 200;
/// Targets of one policy.
pub const SLA_TARGETS_MAX: usize = 16;
/// Warnings of one target.
pub const SLA_WARNINGS_MAX: usize = 8;
/// Runs of targets that are reckoned of one order: the last ones.
pub const SLA_RUNS_MAX: usize = 32;
/// Minutes that a target, a warning or a promise may be long: 100 days.
pub const SLA_MINUTES_MAX: u32 = 100 * 24 * 60;
/// Areas or kinds that one stop of the clock names.
pub const CLOCK_STOP_NAMES_MAX: usize = 64;
/// Stops of the clock that are kept in mind; of more, the last ones.
pub const CLOCK_STOPS_MAX: usize = 256;
/// Taps of one urge that are taken while nobody answers.
pub const URGE_TAPS_MAX: usize = 20;
/// Due moments that one call lists.
pub const DUE_MOMENTS_MAX: usize = 500;
/// Of them what was told at once and is unread; the gravest come first.
pub const DUE_NOTICES_MAX: usize = 100;
/// Days after its beginning within which a service level is due, or is not due at all.
pub const SLA_HORIZON_DAYS: u64 = 1_100;

/// Seconds for which an enrolment code is good.
pub const ENROLMENT_CODE_SECONDS: u64 = 15 * 60;
/// Bytes of an enrolment code.
pub const ENROLMENT_CODE_BYTES_MAX: usize = 64;
/// Minutes for which a nonce is good. Repeating a request within them has one effect, so no list of used
/// nonces is kept.
pub const NONCE_MINUTES: u32 = 15;
/// Bytes of a ticket.
pub const TICKET_BYTES_MAX: usize = 4 * 1024;
/// Bytes of a ticket's subject: a staff number, or a person's id.
pub const TICKET_SUBJECT_BYTES_MAX: usize = 128;
/// Bytes of a ticket's own id.
pub const TICKET_ID_BYTES_MAX: usize = 128;
/// Seconds from now to the end of a ticket.
pub const TICKET_SECONDS_MAX: u64 = 10 * 60;
/// Seconds by which the clock of a host's backend may be ahead of the hub's.
pub const TICKET_CLOCK_LEEWAY_SECONDS: u64 = 30;
/// Keys of hosts' backends that were ever registered.
pub const TICKET_KEYS_MAX: usize = 100;
/// Characters of the name of such a key.
pub const TICKET_KEY_NAME_CHARS_MAX: usize = 100;
/// Characters of a person's name.
pub const PERSON_NAME_CHARS_MAX: usize = 100;
/// Roles of one person.
pub const PERSON_ROLES_MAX: usize = 16;
/// Days for which a closed order stays on phones.
pub const CLOSED_DAYS: u64 = 7;
/// Characters of an access token.
pub const ACCESS_TOKEN_CHARS_MAX: usize = 512;
/// Seconds for which an access token is good.
pub const ACCESS_TOKEN_SECONDS: u64 = 10 * 60;
/// Characters of a manual's title in one language.
pub const MANUAL_TITLE_CHARS_MAX: usize = 100;
/// Pins of one manual.
pub const MANUAL_PINS_MAX: usize = 200;
/// Plain bytes of one manual.
pub const MANUAL_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Bytes of one table of fault codes.
pub const FAULT_TABLE_BYTES_MAX: usize = 1024 * 1024;
/// Codes of one table.
pub const FAULT_CODES_MAX: usize = 2_000;
/// Steps of one code, and parts that it takes.
pub const FAULT_STEPS_MAX: usize = 40;
/// Characters of one text of a code.
pub const FAULT_TEXT_CHARS_MAX: usize = 2_000;
/// Bytes of one piece of a file (a manual, a colleague's picture) on its way to a phone.
pub const FETCHED_PIECE_BYTES: u64 = 1024 * 1024;
/// Plain bytes of pictures that a phone keeps after it fetched them to be looked at.
pub const FETCHED_PICTURES_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Pairs of kind and model that a phone asks manuals for at once.
pub const MANUAL_NEEDS_MAX: usize = 500;
/// Manuals that one phone is told of.
pub const MANUALS_MAX: usize = 500;
/// Bytes of an appliance's model, as pins name it.
pub const MODEL_BYTES_MAX: usize = 100;
/// Orders of one bulk act of the office.
pub const BULK_ORDERS_MAX: usize = 500;
/// Percent of a battery below which a session carries small files alone, unless it is being charged.
pub const BATTERY_SMALL_PERCENT: u8 = 15;
/// Parts per million by which a device clock may run fast or slow.
pub const CLOCK_DRIFT_PPM: u64 = 100;

/// Bytes of one table that is imported.
pub const TABLE_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Bytes that the parts of one XLSX may unpack to, all together.
pub const TABLE_UNPACKED_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// Parts in one XLSX.
pub const TABLE_PARTS_MAX: usize = 1_000;
/// Rows of one table that is read, its headers included.
pub const TABLE_ROWS_MAX: usize = 110_000;
/// Columns of one table.
pub const TABLE_COLUMNS_MAX: usize = 256;
/// Cells with something in them in one table.
pub const TABLE_CELLS_MAX: usize = 5_000_000;
/// Rows above the headers that are looked through for them.
pub const TABLE_ROWS_ABOVE_HEADERS_MAX: usize = 10;
/// Orders that one import may make.
pub const IMPORT_ROWS_MAX: usize = 20_000;
/// Orders that are founded, assigned or cancelled together, before their envelopes are pushed.
pub const IMPORT_SLICE_ORDERS_MAX: usize = 200;
/// Orders in one export.
pub const EXPORT_ROWS_MAX: usize = 100_000;
/// Facts in one export of days.
pub const EXPORT_EVENTS_MAX: usize = 250_000;
/// Days of one question about days.
pub const DAYS_ASKED_MAX: u32 = 92;
/// Milliseconds within which the same code read again by a loading scan is one read.
pub const LOAD_DEBOUNCE_MS: u64 = 3_000;
/// Words about who has one thing that are told anew when one comes late; beyond these it stands where it came.
pub const CUSTODY_WORDS_MAX: usize = 64;
/// Seconds for which the opening of a store waits for calls that still run on it after it was closed.
pub const LEAVING_WAIT_S: u64 = 10;
/// Codes of one handover, at most.
pub const HANDOVER_CODES_MAX: usize = ACT_ENVELOPES_MAX;
/// Characters of an address that are taken apart; what follows is kept as its hint.
pub const ADDRESS_CHARS_MAX: usize = 512;
/// Parts of an address between commas that are looked at.
pub const ADDRESS_SEGMENTS_MAX: usize = 24;
/// Orders that are grouped into stops at once.
pub const STOP_ORDERS_MAX: usize = 2_000;
/// Stops of one route that is searched.
pub const ROUTE_STOPS_MAX: usize = 300;
/// Calls that one search of a route looks at; what is reached by then stands. A phone takes under a second.
pub const ROUTE_STEPS_MAX: u64 = 20_000_000;
/// Breaks of one route.
pub const ROUTE_BREAKS_MAX: usize = 8;
/// Orders of one sequence that a courier keeps or the office offers.
pub const SEQUENCE_ORDERS_MAX: usize = 2_000;
/// Characters of a label that goes to a map app.
pub const MAP_LABEL_CHARS_MAX: usize = 60;
/// Outlets of one pack.
pub const OUTLETS_MAX: usize = 50_000;
/// Characters of a message that are looked at.
pub const MESSAGE_CHARS_MAX: usize = 4_000;
/// Numbers, places and topics of each sort that one message gives.
pub const MESSAGE_FINDINGS_MAX: usize = 64;
/// Topics of one playbook.
pub const TOPICS_MAX: usize = 200;
/// Phrases of one playbook by which messages are read.
pub const PHRASES_MAX: usize = 5_000;
/// Characters of one such phrase.
pub const PHRASE_CHARS_MAX: usize = 40;
/// Characters that `…` in a phrase stands for, at most.
pub const PHRASE_GAP_CHARS_MAX: usize = 12;
/// Rules of priority of one playbook.
pub const PRIORITY_RULES_MAX: usize = 500;
/// Bytes of one scanned code that are looked at.
pub const SCAN_BYTES_MAX: usize = 4_096;
/// Elements of one GS1 code.
pub const GS1_ELEMENTS_MAX: usize = 64;
/// Codes of one picture of a scanner.
pub const FRAME_CODES_MAX: usize = 64;
/// Labels that a continuous scan remembers as seen just now.
pub const RECENT_READS_MAX: usize = 64;
/// Letters of a request for approval, or of its answer, as a QR code: version 27 at level L, which a phone
/// reads from another's screen.
pub const APPROVAL_CODE_CHARS_MAX: usize = 2_132;
/// Bytes of a signed approval in a fact.
pub const APPROVAL_STATEMENT_BYTES_MAX: usize = 1_420;
/// Orders that are parts of one order; the hub links no more.
pub const SUB_ORDERS_MAX: usize = 64;
/// Parts of parts of parts: how deep the hub links.
pub const SUB_ORDER_DEPTH_MAX: usize = 4;
/// Notices of an order that its card carries: the gravest, of these the latest.
pub const CARD_NOTICES_MAX: usize = 8;
/// Answers to requests for approval that one order keeps; the oldest that no longer count go first.
pub const APPROVALS_MAX: usize = 64;
