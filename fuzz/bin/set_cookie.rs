//! libFuzzer's entry to [`formwork_fuzz::set_cookie`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| formwork_fuzz::set_cookie::run(data));
