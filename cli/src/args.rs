//! The command line, with help that teaches.

pub mod playbook;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

/// Counterfoil keeps the work of couriers and technicians, with or without signal, and can prove it.
#[derive(Debug, Parser)]
#[command(
    name = "counterfoil",
    version,
    after_help = "Start here:\n  counterfoil day                      plays a working day on this machine\n  \
                  counterfoil serve --dir hub          runs a hub\n  \
                  counterfoil phone --dir ann --help   runs a phone without a screen"
)]
pub struct Args {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// What the command does.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Run a hub: gate, log, receipts, blobs and the office API.
    Serve(ServeArgs),
    /// Run a phone without a screen: commands as JSON lines in, answers as JSON lines out.
    #[command(after_help = PHONE_HELP)]
    Phone(PhoneArgs),
    /// Import a table of orders (CSV or XLSX) into a running hub, and read its report row by row.
    #[command(after_help = IMPORT_HELP)]
    Import(ImportArgs),
    /// Check, explain, simulate, draw or publish a playbook.
    #[command(after_help = playbook::PLAYBOOK_HELP)]
    Playbook(playbook::PlaybookArgs),
    /// Make a form of an XLSForm, and check forms before they go into a playbook.
    #[command(after_help = FORMS_HELP)]
    Forms(FormsArgs),
    /// Sign an enrolment ticket, as the backend of an app with its own login does.
    #[command(after_help = TICKET_HELP)]
    Ticket(TicketArgs),
    /// Open what a lost phone had not sent, with the tenant's rescue key, from a copy of its store.
    #[command(after_help = RESCUE_HELP)]
    Rescue(RescueArgs),
    /// Hand in what a found phone had not sent, without being able to read it.
    #[command(after_help = DROP_HELP)]
    Drop(DropArgs),
    /// Show what finders of phones have handed in, and who has opened it.
    Dropped(DroppedArgs),
    /// Try changes of documents for a hub, which starts this itself.
    #[command(hide = true)]
    GateWorker,
    /// Play a working day with a hub and three phones as real processes; fails if anything is lost.
    Day(DayArgs),
}

/// Forms.
#[derive(Debug, Clone, ClapArgs)]
pub struct FormsArgs {
    /// What to do with them.
    #[command(subcommand)]
    pub verb: FormsVerb,
}

/// What is done with forms.
#[derive(Debug, Clone, Subcommand)]
pub enum FormsVerb {
    /// Make a form of an XLSForm; every row that cannot be imported is named, and then nothing is written.
    Import {
        /// The workbook.
        #[arg(value_name = "FILE.xlsx")]
        file: PathBuf,
        /// What the form is called in the playbook; the file's name if it is left out.
        #[arg(long)]
        id: Option<String>,
        /// Where the form goes; to standard output if it is left out.
        #[arg(long, value_name = "FILE.json")]
        out: Option<PathBuf>,
    },
    /// Check a form, or all forms of a playbook.
    Check {
        /// The form's or the playbook's file.
        #[arg(value_name = "FILE.json")]
        file: PathBuf,
    },
}

const FORMS_HELP: &str = "docs/forms.md lists what a form may hold, and what of an XLSForm is understood:\n  \
    counterfoil forms import survey.xlsx --out survey.json\n  \
    counterfoil forms check survey.json\n\n\
    The form then goes into the list `forms` of a playbook, and a step needs it by\n  \
    {\"need\": \"form\", \"form\": \"survey\", \"exceptions\": \"form_exceptions\"}";

/// What `phone --help` says of the lines.
pub(crate) const PHONE_HELP: &str = include_str!("phone/help.txt");

const IMPORT_HELP: &str = "The first row with known headers is the header row; Chinese and English headers are known:\n  \
    派给 类型 运单号 子件号 箱码 工单号 标题 服务 片区 收件人 电话 地址 备注 时间窗 件数 到付 代收货款 优先级 拦截 温区 型号 故障 保修\n  \
    assign to, type, waybill, order number, title, recipient, phone, address, remark, time window, pieces …\n  \
    Every field of the playbook is also known by its path, such as device/model. Other columns are left out and named.\n\n\
    Look first, then import, then perhaps undo:\n  \
    counterfoil import 派件.csv --hub http://127.0.0.1:8080 --key keys/office.secret --dry-run\n  \
    counterfoil import 派件.csv --hub http://127.0.0.1:8080 --key keys/office.secret\n  \
    counterfoil import --undo <import> --hub http://127.0.0.1:8080 --key keys/office.secret\n\n\
    One bad row stops none. The same file again makes nothing twice. Encoding (UTF-8, UTF-16, GB18030) and separator\n\
    are found out and shown. docs/import.md tells every reason for which a row is refused.";

const TICKET_HELP: &str = "An app that signs people in by itself needs no one-time codes: its backend signs a ticket, the app hands it to\n\
    account.enrolWithTicket(hub, ticket), and the phone's store is enrolled. Try it on this machine:\n\n  \
    counterfoil serve --dir hub\n  \
    counterfoil ticket --key backend.key --office-key keys/office.secret --register 跑单App --may-create \\\n    \
    --for A-1024 --name 小安 | counterfoil phone --dir ann\n\n\
    1. --key is the backend's own Ed25519 key; it is made if the file is not there, and never leaves the backend.\n\
    2. --register tells the hub its public half, for people with these --roles; once is enough.\n\
    3. --for signs a ticket for a staff number that the office has entered, or a person's id. Whoever is not known\n   \
       is entered with --name if the key was registered with --may-create.\n\n\
    Standard output is one line for `counterfoil phone`: the hub, its root fingerprint and the ticket. Standard error\n\
    shows the key and the claims, to compare with your own. {\"do\":\"thumbprint\"} gives what --store binds a ticket to.\n\
    A ticket is a JSON Web Token: header typ=cf-enrol+jwt, kid, alg=EdDSA or ES256; claims aud, sub, jti, exp (at most\n\
    600 s ahead), name?, cnf.jkt?. docs/format.md, 18, has it to the byte with a worked example, docs/office-api.md the\n\
    routes and every reason for which one is refused.";

/// A ticket.
#[derive(Debug, Clone, ClapArgs)]
pub struct TicketArgs {
    /// The file with the backend's key, 64 hex digits; made if it is not there.
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
    /// The hub's address.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    pub hub: String,
    /// The file with the office's secret, as `counterfoil serve` writes it beside its key file.
    #[arg(long, value_name = "FILE")]
    pub office_key: Option<PathBuf>,
    /// Register the key at the hub under this name.
    #[arg(long, value_name = "NAME")]
    pub register: Option<String>,
    /// Roles of the people whom the key lets in.
    #[arg(long, value_delimiter = ',', default_value = "courier", requires = "register")]
    pub roles: Vec<String>,
    /// The key may enter people whom the hub does not know.
    #[arg(long, requires = "register")]
    pub may_create: bool,
    /// Whom to sign a ticket for: a staff number, or a person's id.
    #[arg(long = "for", value_name = "SUBJECT")]
    pub subject: Option<String>,
    /// What people call somebody whom the hub does not know yet.
    #[arg(long, requires = "subject")]
    pub name: Option<String>,
    /// Only this store may use the ticket: the thumbprint of its session key.
    #[arg(long, value_name = "THUMBPRINT", requires = "subject", allow_hyphen_values = true)]
    pub store: Option<String>,
    /// Seconds for which the ticket is good, 600 at most.
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub seconds: u64,
}

/// An import.
#[derive(Debug, Clone, ClapArgs)]
pub struct ImportArgs {
    /// The table: CSV, tab- or semicolon-separated text, or XLSX.
    #[arg(required_unless_present = "undo", conflicts_with = "undo")]
    pub file: Option<PathBuf>,
    /// The hub's address.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    pub hub: String,
    /// The file with the office's secret, as `counterfoil serve` writes it beside its key file.
    #[arg(long, value_name = "FILE")]
    pub key: PathBuf,
    /// Only say what would be made.
    #[arg(long)]
    pub dry_run: bool,
    /// The kind of rows that name none: 快递, 维修, parcel, repair …
    #[arg(long)]
    pub kind: Option<String>,
    /// The encoding, if it is found out wrongly.
    #[arg(long, value_parser = ["utf8", "utf16le", "utf16be", "gb18030"])]
    pub encoding: Option<String>,
    /// The separator, if it is found out wrongly.
    #[arg(long, value_parser = ["comma", "tab", "semicolon"])]
    pub separator: Option<String>,
    /// The sheet of a workbook; its first otherwise.
    #[arg(long)]
    pub sheet: Option<String>,
    /// Undo this import: what nobody has touched since is cancelled.
    #[arg(long, value_name = "IMPORT")]
    pub undo: Option<String>,
    /// Language of the report.
    #[arg(long, value_enum, default_value = "zh")]
    pub lang: Lang,
    /// Print the report as JSON.
    #[arg(long)]
    pub json: bool,
}

/// A hub.
#[derive(Debug, Clone, ClapArgs)]
pub struct ServeArgs {
    /// The hub's folder: database, blobs, partial uploads. Made if it is not there.
    #[arg(long)]
    pub dir: PathBuf,
    /// The key file, apart from the folder. Default: `keys/hub.key` beside it.
    #[arg(long)]
    pub key_file: Option<PathBuf>,
    /// Where backups go; work is called safe once it is there.
    #[arg(long)]
    pub backup: Option<PathBuf>,
    /// Call work safe as soon as it is stored. Everybody is told.
    #[arg(long, conflicts_with = "backup")]
    pub safe_is_stored: bool,
    /// Milliseconds between backups when there is news.
    #[arg(long, default_value_t = 5_000)]
    pub backup_every_ms: u64,
    /// Address to listen on; port 0 picks a free one.
    #[arg(long, default_value = "127.0.0.1:8080")]
    pub listen: std::net::SocketAddr,
    /// The URL under which phones reach this hub. Default: the address it listens on.
    #[arg(long)]
    pub public_url: Option<String>,
    /// The tenant's name, when the folder is fresh.
    #[arg(long, default_value = "Counterfoil")]
    pub tenant: String,
    /// A URL of your own to which every notice is posted, signed with the secret in `hook.secret` beside the key file.
    #[arg(long)]
    pub notices_to: Option<String>,
    /// End when standard input is closed: for a program that starts a hub and may itself be ended in any way.
    #[arg(long)]
    pub until_input_closes: bool,
}

/// A phone.
#[derive(Debug, Clone, ClapArgs)]
pub struct PhoneArgs {
    /// The phone's folder: encrypted store, sealed blobs, secrets.
    #[arg(long)]
    pub dir: PathBuf,
    /// Whose store to open on a device that several people share: each has a sealed one of their own in
    /// `people/NAME` below the folder.
    #[arg(long)]
    pub person: Option<String>,
    /// A file of commands; default: standard input.
    #[arg(long)]
    pub script: Option<PathBuf>,
}

const RESCUE_HELP: &str = "The folder is a phone's store, or what a wipe left of it (`wiped/NONCE`): `outbox/` with its segments\n\
    and `blobs/` with sealed files. It is not changed. Into --out go, for each chain, every envelope that was not safe\n\
    (CBOR: [header, salt, body]), the blobs that they name, opened and compared with their hashes, and rescue.json: who\n\
    did this and when, what each segment was worth, what is missing. A frame that somebody changed or added is left out.\n\n\
    With --hand-in HUB --office-secret FILE it goes to the hub as well, under its author's name. A hub that was away: once more,\n\
    with another --out. What the phone did after its last seal the hub keeps as evidence, and judges it not.\n\n\
    With --dropped in the place of --store it is taken from what finders left at that hub (`counterfoil drop`), and goes there\n\
    when all of it was handed in. `counterfoil dropped` shows what waits.";

const DROP_HELP: &str = "Copy the app's folder from the phone, as far as a cable, an adb or a backup gives it away, and name the copy: segments\n\
    (`*.segment`) and sealed files (`*.age`) are found wherever they lie below it. Nobody without the tenant's rescue key reads\n\
    them, and the hub takes only what one of its phones has signed. Each segment says where its hub is and which root key signs\n\
    for it: receipts are checked against that. Twice is as good as once, and two copies are better than one.";

/// What a finder hands in.
#[derive(Debug, Clone, ClapArgs)]
pub struct DropArgs {
    /// A copy of the phone's folder, or of any part of it.
    #[arg(value_name = "FOLDER")]
    pub folder: PathBuf,
    /// The hub's address, if it has moved since the phone was set up.
    #[arg(long, value_name = "URL")]
    pub hub: Option<String>,
    /// Where the hub's receipts go, as JSON.
    #[arg(long, value_name = "FILE")]
    pub receipts: Option<PathBuf>,
}

/// What waits to be opened.
#[derive(Debug, Clone, ClapArgs)]
pub struct DroppedArgs {
    /// The hub's address.
    #[arg(long, default_value = "http://127.0.0.1:8080")]
    pub hub: String,
    /// The file with the office's secret, as `counterfoil serve` writes it beside its key file.
    #[arg(long, value_name = "FILE")]
    pub office_secret: PathBuf,
}

/// A rescue.
#[derive(Debug, Clone, ClapArgs)]
pub struct RescueArgs {
    /// A copy of the store's folder.
    #[arg(long, value_name = "FOLDER", required_unless_present = "dropped")]
    pub store: Option<PathBuf>,
    /// Open what finders of phones have left at the hub that --hand-in names.
    #[arg(long, requires = "hand_in", conflicts_with = "store")]
    pub dropped: bool,
    /// The tenant's rescue key, which was handed out when the hub was made: `rescue.key`.
    #[arg(long)]
    pub key: PathBuf,
    /// The name of the person who does this; it stands in the record.
    #[arg(long, value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub by: String,
    /// Where everything goes: a folder that is not there yet.
    #[arg(long, value_name = "FOLDER")]
    pub out: PathBuf,
    /// Hand it in to this hub at once, under its author's name; twice is as good as once.
    #[arg(long, value_name = "URL", requires = "office_secret")]
    pub hand_in: Option<String>,
    /// The file with the office's secret, as `counterfoil serve` writes it beside its key file.
    #[arg(long, value_name = "FILE")]
    pub office_secret: Option<PathBuf>,
}

/// The language of what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Lang {
    /// Chinese.
    Zh,
    /// English.
    En,
}

/// A day.
#[derive(Debug, Clone, ClapArgs)]
pub struct DayArgs {
    /// Language of the story.
    #[arg(long, value_enum, default_value = "en")]
    pub lang: Lang,
    /// Who gets which parcel, where the connection is cut and when the phone is killed follow from this number.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Leave the hub running with the day in it, until Ctrl-C, and keep the folder.
    #[arg(long)]
    pub keep: bool,
    /// The folder of the day; default: a temporary one.
    #[arg(long)]
    pub dir: Option<PathBuf>,
    /// Where to write the day's report.
    #[arg(long, default_value = "day/report.html")]
    pub report: PathBuf,
}
