//! Several processes on one ledger, and processes that are killed while they append.
//!
//! A child is this very test program, asked to run one ignored test that does the child's task.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::super::{Anchor, Kind, Ledger, RecordHash, export, verify};
use super::{Place, call, gate_record};

const TASK: &str = "GATEPOST_TEST_LEDGER_TASK";
const LOCATION: &str = "GATEPOST_TEST_LEDGER";

/// How many records a child appends that is not killed.
const APPENDS: u64 = 300;

/// What a child is to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Task {
    /// Append [`APPENDS`] records.
    Append,
    /// Append until it is killed.
    AppendForever,
    /// Verify.
    Verify,
}

/// A process that was started.
pub(super) struct Child {
    process: std::process::Child,
}

impl Child {
    pub(super) fn start(task: Task, place: &Place) -> Self {
        Self::spawn(Command::new(own_program()), task, place)
    }

    /// A child that file permissions bind, even when the tests are run by root.
    pub(super) fn unprivileged(task: Task, place: &Place) -> Self {
        if !nix::unistd::geteuid().is_root() {
            return Self::start(task, place);
        }
        let mut command = Command::new("setpriv");
        command
            .args(["--bounding-set=-dac_override,-dac_read_search", "--"])
            .arg(own_program());
        Self::spawn(command, task, place)
    }

    fn spawn(mut command: Command, task: Task, place: &Place) -> Self {
        let process = command
            .args([
                "--exact",
                "ledger::tests::processes::child",
                "--ignored",
                "--nocapture",
            ])
            .env(TASK, format!("{task:?}"))
            .env(LOCATION, place.location())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a child starts");
        Self { process }
    }

    /// Waits for its end and gives what it said.
    pub(super) fn wait(self) -> String {
        let output = self.process.wait_with_output().expect("it ends");
        let said = [output.stdout, output.stderr].concat();
        String::from_utf8_lossy(&said).into_owned()
    }

    /// Kills it once it has acknowledged `count` records; gives the last acknowledged.
    fn kill_after(mut self, count: usize) -> Anchor {
        let mut output = BufReader::new(self.process.stderr.take().expect("its output"));
        let mut lines = String::new();
        while acknowledged(&lines).len() < count {
            let read = output.read_line(&mut lines).expect("a line");
            assert!(read > 0, "it ended before it was killed: {lines}");
        }
        self.process.kill().expect("SIGKILL");
        self.process.wait().expect("it ends");
        let mut rest = Vec::new();
        output.read_to_end(&mut rest).expect("the rest");
        lines.push_str(&String::from_utf8_lossy(&rest));
        acknowledged(&lines).pop().expect("an anchor")
    }
}

/// The anchors a child said; a line cut off by its death is none.
fn acknowledged(said: &str) -> Vec<Anchor> {
    said.split_inclusive('\n')
        .filter_map(|line| line.strip_suffix('\n')?.strip_prefix("ack ")?.parse().ok())
        .collect()
}

fn own_program() -> std::path::PathBuf {
    std::env::current_exe().expect("this program has a path")
}

/// What a child does. It speaks on standard error, unbuffered, and fails by the status of the test.
#[tokio::test]
#[ignore = "it is run by other tests, as a process of its own"]
async fn child() {
    use std::io::Write;
    let location = std::env::var(LOCATION).expect("run by another test");
    let task = std::env::var(TASK).expect("run by another test");
    let say = |text: String| {
        std::io::stderr()
            .write_all(text.as_bytes())
            .expect("a parent listens");
    };
    if task == format!("{:?}", Task::Verify) {
        match verify(&location, None) {
            Ok(verification) => say(format!("verified {}\n", verification.records)),
            Err(error) => say(format!("{error}\n")),
        }
        return;
    }
    let ledger = match Ledger::open(&location) {
        Ok(ledger) => ledger,
        Err(error) => return say(format!("{error}\n")),
    };
    let limit = if task == format!("{:?}", Task::Append) {
        APPENDS
    } else {
        u64::MAX
    };
    for number in 0..limit {
        // Alone, together, and on the disk: every way a record is written.
        let (one, other) = (call(), call());
        let receipts = tokio::join!(ledger.call_started(&one), ledger.call_started(&other));
        receipts.0.expect("a receipt");
        let mut last = receipts.1.expect("a receipt");
        if number % 8 == 0 {
            let id = format!("{}-{number}", std::process::id());
            last = ledger
                .record_entry(&gate_record(&id))
                .await
                .expect("a receipt");
        }
        let anchor = Anchor {
            sequence: last.sequence,
            hash: last.hash,
        };
        say(format!("ack {anchor}\n"));
    }
}

#[test]
fn processes_that_append_at_once_make_one_chain() {
    let place = Place::new();
    let children: Vec<Child> = (0..3).map(|_| Child::start(Task::Append, &place)).collect();
    let mut anchors = Vec::new();
    for child in children {
        let said = child.wait();
        let acknowledged = acknowledged(&said);
        assert_eq!(acknowledged.len() as u64, APPENDS, "{said}");
        anchors.extend(acknowledged);
    }
    let verification = verify(&place.location(), None).expect("it runs");
    assert_eq!(verification.findings, []);
    let entries = APPENDS.div_ceil(8);
    assert_eq!(verification.records, 3 * (2 * APPENDS + entries));
    let mut lines = Vec::new();
    export(&place.location(), 1, None, &mut lines).expect("an export");
    let kept: BTreeSet<(u64, String)> = serde_json::Deserializer::from_slice(&lines)
        .into_iter::<serde_json::Value>()
        .map(|line| line.expect("a line of JSON"))
        .map(|line| {
            (
                line["sequence"].as_u64().unwrap_or(0),
                line["hash"].as_str().unwrap_or("").to_owned(),
            )
        })
        .collect();
    for anchor in anchors {
        assert!(
            kept.contains(&(anchor.sequence, anchor.hash.to_string())),
            "{anchor}"
        );
    }
}

#[test]
fn a_process_killed_at_any_instant_leaves_a_ledger_that_verifies() {
    let place = Place::new();
    let mut last = Anchor::EMPTY;
    for round in 0..20 {
        let child = Child::start(Task::AppendForever, &place);
        // An instant later each time, so that death comes at every stage of an append.
        let acknowledged = child.kill_after(1 + round * 7);
        for anchor in [&last, &acknowledged] {
            let verification = verify(&place.location(), Some(anchor)).expect("it runs");
            assert_eq!(verification.findings, [], "round {round}, {anchor}");
            assert!(verification.records >= acknowledged.sequence);
        }
        assert!(acknowledged.sequence > last.sequence, "round {round}");
        last = acknowledged;
    }
}

#[test]
fn a_process_killed_while_it_makes_the_ledger_leaves_one_that_opens() {
    for microseconds in (0..20).map(|step| step * 1_500) {
        let place = Place::new();
        let mut child = Child::start(Task::AppendForever, &place);
        while !place.path().exists() {
            std::thread::sleep(Duration::from_micros(50));
        }
        std::thread::sleep(Duration::from_micros(microseconds));
        child.process.kill().expect("SIGKILL");
        child.process.wait().expect("it ends");
        let verification = verify(&place.location(), None).expect("it runs");
        assert_eq!(verification.findings, [], "after {microseconds} µs");
        drop(place.open());
        let verification = verify(&place.location(), Some(&verification.anchor)).expect("it runs");
        assert_eq!(verification.findings, [], "after {microseconds} µs");
    }
}

#[tokio::test]
async fn one_killed_process_does_not_disturb_another() {
    let place = Place::new();
    let ledger = place.open();
    let child = Child::start(Task::AppendForever, &place);
    let own = async {
        let mut last = RecordHash::GENESIS;
        for number in 0..200 {
            let id = format!("own-{number}");
            let receipt = ledger.append_keyed(Kind::CallStarted, id, &call()).await;
            last = receipt.expect("a receipt").hash;
        }
        last
    };
    let killed = tokio::task::spawn_blocking(|| child.kill_after(50));
    let (last, killed) = tokio::join!(own, killed);
    let killed = killed.expect("the child was killed");
    ledger.call_started(&call()).await.expect("a receipt");
    let verification = verify(&place.location(), Some(&killed)).expect("it runs");
    assert_eq!(verification.findings, []);
    let found = ledger
        .find(Kind::CallStarted, "own-199")
        .await
        .expect("readable");
    assert_eq!(found.expect("it is there").hash, last);
}
