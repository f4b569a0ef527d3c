//! Every bound of the formats, with its unit in the name. Phone and hub share them, so that nothing too
//! large can be captured.

/// Operations in one document since its generation began; beyond it the hub begins the next.
pub const DOCUMENT_OPS_MAX: usize = 2_000;
/// Bytes of one saved document.
pub const DOCUMENT_BYTES_MAX: usize = 256 * 1024;
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
/// Bytes appended to an upload by one request.
pub const UPLOAD_CHUNK_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Strokes of one signature.
pub const SIGNATURE_STROKES_MAX: usize = 512;
/// Points of one signature.
pub const SIGNATURE_POINTS_MAX: usize = 20_000;

/// Envelopes committed in one slice of a push.
pub const SLICE_ENVELOPES_MAX: usize = 200;
/// CPU milliseconds of one slice of a push.
pub const SLICE_CPU_MS_MAX: u64 = 50;
/// Entries in one page of an answer, at most, except that one order is never split.
pub const PAGE_ENTRIES_MAX: usize = 2_000;
/// Flagged and late facts of one device in a day; the rest is quarantined.
pub const FLAGGED_PER_DEVICE_DAY_MAX: usize = 2_000;

/// Bytes of runs that one carrier may have waiting at the hub for what lies below them.
pub const QUARANTINE_BYTES_PER_CARRIER_MAX: u64 = 64 * 1024 * 1024;
/// Runs that one carrier may have waiting there.
pub const QUARANTINE_RUNS_PER_CARRIER_MAX: u64 = 1_024;

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
/// Bytes of one playbook file.
pub const PLAYBOOK_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Milliseconds after which the hub proposes what a blocked change says that its author has not written once more.
pub const BLOCKED_CHANGE_PATIENCE_MS: u64 = 24 * 60 * 60 * 1_000;
/// Seconds for which an enrolment code is good.
pub const ENROLMENT_CODE_SECONDS: u64 = 15 * 60;
/// Seconds for which an access token is good.
pub const ACCESS_TOKEN_SECONDS: u64 = 10 * 60;
/// Plain bytes of one manual.
pub const MANUAL_BYTES_MAX: u64 = 64 * 1024 * 1024;
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
/// Codes of one handover, at most.
pub const HANDOVER_CODES_MAX: usize = ACT_ENVELOPES_MAX;
