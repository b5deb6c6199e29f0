//! libFuzzer's entry to [`formwork_fuzz::data_request`].
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| formwork_fuzz::data_request::run(data));
