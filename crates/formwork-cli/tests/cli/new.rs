//! `formwork new`: apps that build, start and answer, and nothing written over.

use std::io::{Read, Write};
use std::net::TcpStream;

use super::support::{Sandbox, Server};

/// Sends a form as a browser without JavaScript does; answers with everything that comes back.
fn post(server: &Server, target: &str, cookie: &str, form: &str) -> String {
    let host = &server.address;
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "POST {target} HTTP/1.1\r\nhost: {host}\r\norigin: http://{host}\r\naccept: text/html\r\ncookie: {cookie}\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{form}",
        form.len()
    )
    .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn made(template: &str, types: &str) -> Sandbox {
    let sandbox = Sandbox::empty();
    let ended = sandbox.run(&["new", ".", "--template", template, "--types", types, "--yes"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    let ended = sandbox.run(&["check", "--strict"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stdout);
    let ended = sandbox.run(&["build"]);
    assert_eq!(ended.code, Some(0), "{}", ended.stderr);
    sandbox
}

#[test]
fn minimal_apps_answer() {
    for types in ["ts", "jsdoc"] {
        let sandbox = made("minimal", types);
        let server = sandbox.serve(&["start", "--port", "0", "--host", "127.0.0.1"]);
        assert!(server.get("/").contains("Who are you?"), "{types}");
        assert!(post(&server, "/", "", "name=Ada").contains("Hello Ada!"), "{types}");
        let refused = post(&server, "/", "", "name=+");
        assert!(refused.starts_with("HTTP/1.1 400") && refused.contains("Please write a name."), "{refused}");
        server.terminate();
    }
}

#[test]
fn demos_answer() {
    for types in ["ts", "jsdoc"] {
        let sandbox = made("demo", types);
        let server = sandbox.serve(&["start", "--port", "0", "--host", "127.0.0.1"]);
        let lost = server.get("/");
        assert!(lost.starts_with("HTTP/1.1 303") && lost.contains("location: /login"), "{lost}");
        let refused = post(&server, "/login?/enter", "", "name=A");
        assert!(refused.starts_with("HTTP/1.1 400") && refused.contains("Two letters at least"), "{refused}");
        assert!(refused.contains("value=\"A\""), "{refused}");
        let welcome = post(&server, "/login?/enter", "", "name=Ada");
        assert!(welcome.starts_with("HTTP/1.1 303"), "{welcome}");
        let cookie = welcome.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap();
        let cookie = cookie.split(';').next().unwrap().to_owned();

        let added = post(&server, "/?/add", &cookie, "text=Write+tests");
        assert!(added.starts_with("HTTP/1.1 200") && added.contains("Write tests"), "{added}");
        let id = added.rsplit("name=\"id\" value=\"").next().unwrap().split('"').next().unwrap();
        let removed = post(&server, "/?/remove", &cookie, &format!("id={id}"));
        assert!(removed.starts_with("HTTP/1.1 200") && !removed.contains("Write tests"), "{removed}");
        let gone = post(&server, "/?/toggle", &cookie, &format!("id={id}"));
        assert!(gone.starts_with("HTTP/1.1 404") && gone.contains("That one is gone already."), "{gone}");
        let left = post(&server, "/login?/leave", &cookie, "");
        assert!(left.starts_with("HTTP/1.1 303") && left.contains("location: /login"), "{left}");
        assert!(post(&server, "/?/add", &cookie, "text=x").contains("location: /login"));
        server.terminate();
    }
}

#[test]
fn what_is_written_and_said() {
    let sandbox = Sandbox::empty();
    let ended = sandbox.run(&["new", "My Shop"]);
    assert_eq!((ended.code, ended.stderr.as_str()), (Some(0), ""));
    insta::assert_snapshot!(ended.stdout);
    let app = sandbox.path().join("My Shop");
    let package = std::fs::read_to_string(app.join("package.json")).unwrap();
    assert!(package.contains("\"name\": \"my-shop\"") && package.contains("\"#lib/*\""), "{package}");
    for file in [".gitignore", "README.md", "tsconfig.json", "vite.config.js", "src/app.html"] {
        let text = std::fs::read_to_string(app.join(file)).unwrap();
        assert!(!text.contains("{{"), "{file}: {text}");
    }
}

#[test]
fn the_printed_command_enters_the_folder() {
    let sandbox = Sandbox::empty();
    for (folder, command) in [("shop", "cd shop\n"), ("my shop's", "cd 'my shop'\\''s'\n")] {
        let ended = sandbox.run(&["new", folder, "--yes"]);
        assert_eq!(ended.code, Some(0), "{}", ended.stderr);
        assert!(ended.stdout.contains(command), "{}", ended.stdout);
    }
}

#[test]
fn nothing_is_written_over() {
    let sandbox = Sandbox::empty();
    sandbox.write("full/notes.txt", "mine");
    sandbox.write("file", "mine");
    for (folder, words) in [("full", "full is not empty (notes.txt is in it)"), ("file", "file")] {
        let ended = sandbox.run(&["new", folder, "--yes"]);
        assert_eq!((ended.code, ended.stdout.as_str()), (Some(1), ""), "{folder}");
        assert!(ended.stderr.starts_with(&format!("error: {words}")), "{}", ended.stderr);
    }
    assert_eq!(std::fs::read_dir(sandbox.path().join("full")).unwrap().count(), 1);
    // Not a terminal: nothing is asked.
    let ended = sandbox.run(&["new"]);
    assert_eq!(ended.code, Some(1));
    assert!(ended.stderr.contains("formwork new my-app"), "{}", ended.stderr);
    // A fresh repository is as good as empty.
    sandbox.write("fresh/.git/HEAD", "");
    assert_eq!(sandbox.run(&["new", "fresh", "--yes"]).code, Some(0));
}
