//! Stops the server when this process dies without doing so: killed, aborted, or a test run that ended.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};

use super::Error;
use super::directory::Directory;

/// Waits for a line or the end of its input, which the kernel gives when this process is gone, however it went.
const SCRIPT: &str = r#"
trap '' HUP INT TERM
read -r word
[ "$word" = release ] || exec sh "$1"
"#;

/// A shell that outlives this process by just long enough to clean up after it.
#[derive(Debug)]
pub(super) struct Watchdog(Child);

impl Watchdog {
    /// Starts to watch; the stop script is read only when it is needed.
    pub(super) fn start(directory: &Directory) -> Result<Self, Error> {
        Command::new("sh")
            .args(["-c", SCRIPT, "gatepost-watchdog"])
            .arg(directory.stop_script())
            .current_dir("/")
            .stdin(Stdio::piped())
            // Nothing of ours may be held open: whoever reads our output waits for its end.
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            // A Ctrl-C at the terminal goes to the whole foreground group; this must survive it.
            .process_group(0)
            .spawn()
            .map(Self)
            .map_err(Error::system("start the watchdog"))
    }
}

impl Drop for Watchdog {
    /// Ends the watch; the server is no longer its business.
    fn drop(&mut self) {
        if let Some(mut input) = self.0.stdin.take() {
            // If the shell is gone already, there is nothing left to release.
            let _ = input.write_all(b"release\n");
        }
        let _ = self.0.wait();
    }
}
