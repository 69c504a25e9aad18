//! Every message of the compiler that users can meet is pinned, in a folder named after the kind of mistake.

#[test]
fn mistakes_are_explained() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("*/*.rs");
}
