//! A process that ends while it wipes its phone, and how it is begun.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;

use counterfoil_client::ports::{FileSecretStore, HttpTransport, Ports, SystemMoments, Transport};
use counterfoil_client::{ClientError, Phone, PhoneConfig};

/// The first word of the arguments of a process that opens a phone and ends.
pub const OPENS: &str = "opens";

/// What such a process says when it begins, and when it is done.
pub(crate) const BEGINS: &str = "begins now";
pub(crate) const DONE: &str = "is done";

/// A phone in a home: its secrets, its store, and what no backup may have.
///
/// # Errors
/// As opening.
///
/// # Panics
/// When the disk fails, or there is no TLS.
pub fn open(home: &Path) -> Result<Phone, ClientError> {
    open_by(home, Arc::new(HttpTransport::new().expect("TLS")))
}

/// The same with another way to the hub.
///
/// # Errors
/// As opening.
///
/// # Panics
/// When the disk fails.
pub fn open_by(home: &Path, transport: Arc<dyn Transport>) -> Result<Phone, ClientError> {
    let ports = Ports {
        secrets: Arc::new(FileSecretStore::open(&home.join("secrets")).expect("a key store")),
        signer: None,
        transport,
        moments: Arc::new(SystemMoments::new()),
    };
    let mut config = PhoneConfig::new(home.join("store"));
    config.unbacked_folder = home.join("unbacked");
    Phone::open(config, ports)
}

/// Opens the phone in this process, telling before and after: what the killed process does.
///
/// # Panics
/// When it cannot be opened.
pub fn open_and_tell(home: &Path) {
    println!("{BEGINS}");
    open(home).expect("the opening wipes").close_and_wait().expect("closed");
    println!("{DONE}");
}

/// A process of `program` that has just begun what it is to be killed in.
pub struct Opening {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Opening {
    /// Begins to open a phone.
    ///
    /// # Panics
    /// When the program cannot be begun.
    #[must_use]
    pub fn begins(program: &Path, home: &Path) -> Self {
        Self::of(program, &[OPENS.as_ref(), home.as_os_str()])
    }

    /// Begins what these arguments say.
    ///
    /// # Panics
    /// When the program cannot be begun.
    #[must_use]
    pub fn of(program: &Path, arguments: &[&OsStr]) -> Self {
        let mut child = Command::new(program)
            .args(arguments)
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program");
        let out = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut opening = Self { child, out };
        assert!(opening.says(BEGINS));
        opening
    }

    /// Waits until it is done; `false`: it ended before.
    ///
    /// # Panics
    /// When its words cannot be read.
    pub fn is_done(&mut self) -> bool {
        self.says(DONE)
    }

    fn says(&mut self, words: &str) -> bool {
        let mut line = String::new();
        self.out.read_line(&mut line).expect("words");
        line.trim() == words
    }

    /// `SIGKILL`.
    ///
    /// # Panics
    /// When it cannot be killed.
    pub fn is_killed(mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }
}
