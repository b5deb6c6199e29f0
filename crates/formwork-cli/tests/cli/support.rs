//! A directory of its own for each test, the binary to run in it, and a server process to talk to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::os::fd::OwnedFd;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Output, Stdio};

use tempfile::TempDir;

/// How a command ended.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// A temporary directory with files in it.
pub(crate) struct Sandbox {
    folder: TempDir,
}

impl Sandbox {
    pub(crate) fn empty() -> Self {
        Sandbox { folder: tempfile::tempdir().unwrap() }
    }

    /// The smallest app.
    pub(crate) fn app() -> Self {
        let sandbox = Sandbox::empty();
        sandbox.write(
            "src/app.html",
            "<!doctype html><html lang=\"en\"><head>%sveltekit.head%</head>\
             <body><div>%sveltekit.body%</div></body></html>",
        );
        sandbox.write("src/routes/+page.svelte", "<h1>Hello</h1>\n");
        sandbox
    }

    pub(crate) fn path(&self) -> PathBuf {
        // Without links: on macOS the temporary directory is behind one.
        self.folder.path().canonicalize().unwrap()
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    /// Runs `formwork` here and waits for its end.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        self.run_with(arguments, &[])
    }

    pub(crate) fn run_with(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
        let mut command = formwork(&self.path());
        let output: Output = command.args(arguments).envs(variables.iter().copied()).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Ended { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// Starts a server here and reads its output until a line gives its address.
    pub(crate) fn serve(&self, arguments: &[&str]) -> Server {
        let mut command = formwork(&self.path());
        command.args(arguments);
        Server::begin(command)
    }

    /// The same, with a socket passed on as service managers do.
    pub(crate) fn serve_on(&self, arguments: &[&str], socket: OwnedFd) -> Server {
        let pass = r#"LISTEN_PID=$$ LISTEN_FDS=1 exec "$0" "$@" 3<&0 0</dev/null"#;
        let mut command = plain(Command::new("sh"), &self.path());
        command.args(["-c", pass, env!("CARGO_BIN_EXE_formwork")]).args(arguments).stdin(socket);
        Server::begin(command)
    }
}

/// The binary with none of our settings in its environment, and plain output.
fn formwork(folder: &Path) -> Command {
    plain(Command::new(env!("CARGO_BIN_EXE_formwork")), folder)
}

fn plain(mut command: Command, folder: &Path) -> Command {
    command.current_dir(folder).stdin(Stdio::null());
    for name in [
        "HOST",
        "PORT",
        "ORIGIN",
        "PROTOCOL_HEADER",
        "HOST_HEADER",
        "PORT_HEADER",
        "ADDRESS_HEADER",
        "XFF_DEPTH",
        "BODY_SIZE_LIMIT",
        "SHUTDOWN_TIMEOUT",
        "KEEP_ALIVE_TIMEOUT",
        "HEADERS_TIMEOUT",
        "IDLE_TIMEOUT",
        "INSTANCES",
        "LISTEN_FDS",
        "LISTEN_PID",
        "SOCKET_MODE",
        "SOCKET_PATH",
        "COLUMNS",
        "NO_COLOR",
        "CLICOLOR",
        "CLICOLOR_FORCE",
        "FORMWORK_LOG",
        "FORMWORK_FROM_FILES",
    ] {
        command.env_remove(name);
    }
    command
}

/// A running `formwork dev` or `formwork start`; killed when a test ends early.
pub(crate) struct Server {
    child: Child,
    lines: BufReader<ChildStdout>,
    pub(crate) address: String,
}

impl Server {
    fn begin(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut server =
            Server { lines: BufReader::new(child.stdout.take().unwrap()), child, address: String::new() };
        let line = loop {
            let line = server.line_with(":");
            if line.contains("http://") || line.contains("unix:") {
                break line;
            }
        };
        let start = line.find("http://").map(|at| at + "http://".len()).or(line.find("unix:")).unwrap();
        server.address = line[start..]
            .split(if line.contains("unix:") { &['\n'][..] } else { &['/', ' ', '\n'] })
            .next()
            .unwrap()
            .to_owned();
        server
    }

    /// Reads output up to the next line that holds this text.
    pub(crate) fn line_with(&mut self, text: &str) -> String {
        loop {
            let mut line = String::new();
            let count = self.lines.read_line(&mut line).unwrap();
            assert!(count > 0, "the output ended without {text:?}");
            if line.contains(text) {
                return line;
            }
        }
    }

    /// The status line, headers and body of a GET, as text.
    pub(crate) fn get(&self, path: &str) -> String {
        let mut answer = String::new();
        self.open(path, "connection: close\r\n").read_to_string(&mut answer).unwrap();
        answer
    }

    /// Sends a GET and leaves reading to the caller.
    pub(crate) fn open(&self, path: &str, headers: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let host = &self.address;
        write!(stream, "GET {path} HTTP/1.1\r\nhost: {host}\r\naccept: text/html\r\n{headers}\r\n").unwrap();
        stream
    }

    /// Asks to stop, and returns at once.
    pub(crate) fn signal(&self) {
        let status = Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        assert!(status.success());
    }

    /// Waits for the end, and answers with the exit code.
    pub(crate) fn wait(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }

    /// Asks to stop, waits, and answers with the exit code.
    pub(crate) fn terminate(self) -> Option<i32> {
        self.signal();
        self.wait()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
