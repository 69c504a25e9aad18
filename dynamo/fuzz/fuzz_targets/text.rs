#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| dynamo_fuzz::text::check(input));
