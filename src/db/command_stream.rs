//! A program whose standard input and output carry the PostgreSQL protocol, such as `ssh HOST docker exec -i ...`.
//!
//! Whatever goes wrong with it is told as an I/O error that says what the program said: it ended, it wrote something that
//! is no protocol, or nothing at all. It is ended with the connection.

use std::io::{Error, ErrorKind};
use std::pin::Pin;
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, BufReader, ReadBuf};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::task::JoinHandle;
use tokio::time::{Interval, Sleep};

/// How a server's first message can begin (PostgreSQL manual, section 55.7): Authentication, ErrorResponse,
/// NoticeResponse, NegotiateProtocolVersion.
const FIRST_TYPES: &[u8] = b"RENv";

/// No first message is longer; a text taken for a message has a length of hundreds of megabytes.
const FIRST_LENGTH: u32 = 64 << 10;

/// A message's type and length.
const HEADER: usize = 5;

/// How often it is looked whether a program that closed its output has ended and said why.
const LOOK_INTERVAL: Duration = Duration::from_millis(10);

/// How many times: half a second.
const LAST_WORDS_LOOKS: u32 = 50;

/// Characters of what a program wrote that an error tells.
const TOLD: usize = 200;

/// The two ends of a running program as one stream.
pub(super) struct CommandStream {
    program: String,
    state: State,
}

enum State {
    Running(Box<Running>),
    /// It could not be started.
    Failed(String),
}

struct Running {
    child: Child,
    input: ChildStdin,
    output: ChildStdout,
    /// The last line of its standard error.
    words: Arc<Mutex<String>>,
    listener: JoinHandle<()>,
    /// How long it may keep silent at first.
    patience: Duration,
    silence: Pin<Box<Sleep>>,
    header: Vec<u8>,
    group: Option<Pid>,
    /// How often it is looked after a program that closed its output.
    looks: Interval,
    /// How many looks are left.
    last_words: u32,
}

impl CommandStream {
    /// Starts a program, which may keep silent for `patience` at first. A program that cannot be started is an error of
    /// the first use.
    pub(super) fn spawn(argv: &[String], patience: Duration) -> Self {
        let program = argv.first().cloned().unwrap_or_default();
        let mut command = Command::new(&program);
        command
            .args(argv.iter().skip(1))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            // What it starts ends with it; and an interrupt at the terminal is ours to answer, by a cancel request.
            .process_group(0);
        let state = match Running::of(&mut command, patience) {
            Ok(running) => State::Running(Box::new(running)),
            Err(error) => State::Failed(format!("cannot start `{program}`: {error}")),
        };
        Self { program, state }
    }
}

impl Running {
    fn of(command: &mut Command, patience: Duration) -> Result<Self, Error> {
        let mut child = command.spawn()?;
        let missing = || Error::other("a standard stream is missing");
        let input = child.stdin.take().ok_or_else(missing)?;
        let output = child.stdout.take().ok_or_else(missing)?;
        let errors = child.stderr.take().ok_or_else(missing)?;
        let group = child.id().and_then(|id| i32::try_from(id).ok());
        let group = group.map(Pid::from_raw);
        let words = Arc::new(Mutex::new(String::new()));
        let listener = tokio::spawn(listen(errors, Arc::clone(&words)));
        Ok(Self {
            child,
            input,
            output,
            words,
            listener,
            patience,
            silence: Box::pin(tokio::time::sleep(patience)),
            header: Vec::with_capacity(HEADER),
            group,
            looks: tokio::time::interval(LOOK_INTERVAL),
            last_words: LAST_WORDS_LOOKS,
        })
    }

    /// The program closed its output, or no longer reads: why, as soon as that is known.
    fn poll_ended(&mut self, program: &str, context: &mut Context<'_>) -> Poll<Error> {
        loop {
            let status = self.child.try_wait().ok().flatten();
            // What the program started may hold its standard error open for ever.
            if (status.is_some() && self.listener.is_finished()) || self.last_words == 0 {
                let how = match status {
                    Some(status) => format!("`{program}` ended ({status})"),
                    None => format!("`{program}` closed the connection"),
                };
                self.end_group();
                let reason = self.quoting(how);
                return Poll::Ready(Error::new(ErrorKind::ConnectionAborted, reason));
            }
            ready!(self.looks.poll_tick(context));
            self.last_words -= 1;
        }
    }

    /// Ends whatever is left of the program. Its group's number is no other's while it has members; and where it has
    /// none, it was given up at most moments ago.
    fn end_group(&mut self) {
        if let Some(group) = self.group.take() {
            let _ = killpg(group, Signal::SIGKILL);
        }
    }

    /// With what the program said last.
    fn quoting(&self, how: String) -> String {
        let words = self.words.lock().unwrap_or_else(PoisonError::into_inner);
        match words.as_str() {
            "" => how,
            words => format!("{how}: {words}"),
        }
    }

    /// Whether what came first can be a server's.
    fn check(&mut self, program: &str, arrived: &[u8]) -> Result<(), Error> {
        let wanted = HEADER.saturating_sub(self.header.len());
        if wanted == 0 {
            return Ok(());
        }
        self.header.extend(arrived.iter().take(wanted));
        let known = FIRST_TYPES.contains(&self.header[0]);
        let length = match self.header[..] {
            [_, a, b, c, d] => u32::from_be_bytes([a, b, c, d]),
            _ => 0,
        };
        if known && length <= FIRST_LENGTH {
            return Ok(());
        }
        let text: String = String::from_utf8_lossy(arrived)
            .chars()
            .take(TOLD)
            .collect();
        let how = format!("`{program}` does not give the PostgreSQL protocol, but {text:?}");
        Err(Error::new(ErrorKind::InvalidData, self.quoting(how)))
    }
}

async fn listen(errors: ChildStderr, words: Arc<Mutex<String>>) {
    let mut lines = BufReader::new(errors).split(b'\n');
    while let Ok(Some(line)) = lines.next_segment().await {
        let line = String::from_utf8_lossy(&line);
        let line = line.trim();
        if !line.is_empty() {
            let told = line.chars().filter(|c| !c.is_control()).take(TOLD);
            *words.lock().unwrap_or_else(PoisonError::into_inner) = told.collect();
        }
    }
}

impl AsyncRead for CommandStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<Result<(), Error>> {
        let Self { program, state } = &mut *self;
        let running = match state {
            State::Running(running) => running,
            State::Failed(why) => return Poll::Ready(Err(Error::other(why.as_str()))),
        };
        let before = buffer.filled().len();
        match Pin::new(&mut running.output).poll_read(context, buffer) {
            Poll::Pending if running.header.is_empty() => {
                ready!(running.silence.as_mut().poll(context));
                let patience = running.patience;
                let how = format!("`{program}` gave no answer within {patience:?}");
                Poll::Ready(Err(Error::new(ErrorKind::TimedOut, running.quoting(how))))
            }
            Poll::Ready(Ok(())) if buffer.filled().len() == before => {
                running.poll_ended(program, context).map(Err)
            }
            Poll::Ready(Ok(())) => Poll::Ready(running.check(program, &buffer.filled()[before..])),
            other => other,
        }
    }
}

impl AsyncWrite for CommandStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<Result<usize, Error>> {
        let Self { program, state } = &mut *self;
        let running = match state {
            State::Running(running) => running,
            State::Failed(why) => return Poll::Ready(Err(Error::other(why.as_str()))),
        };
        match ready!(Pin::new(&mut running.input).poll_write(context, bytes)) {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                running.poll_ended(program, context).map(Err)
            }
            other => Poll::Ready(other),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Error>> {
        match &mut self.state {
            State::Running(running) => Pin::new(&mut running.input).poll_flush(context),
            State::Failed(_) => Poll::Ready(Ok(())),
        }
    }

    fn poll_shutdown(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Result<(), Error>> {
        match &mut self.state {
            State::Running(running) => Pin::new(&mut running.input).poll_shutdown(context),
            State::Failed(_) => Poll::Ready(Ok(())),
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.listener.abort();
        self.end_group();
    }
}
