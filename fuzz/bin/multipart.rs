//! libFuzzer's entry to [`formwork_fuzz::multipart`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| formwork_fuzz::multipart::run(data));
