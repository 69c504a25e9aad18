//! The expansions, as files in `snapshots/`. `UPDATE_SNAPSHOTS=1 cargo test -p dynamo-derive` writes them anew.

use std::{env, fs, path::Path};

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, parse_quote};

/// The item of the crate's front page: five fields, keys, a default, an option, an enum.
fn order() -> DeriveInput {
    parse_quote! {
        #[dynamo(table = "orders", partition_key(customer_id), sort_key(placed_on, order_id))]
        pub struct Order {
            customer_id: String,
            placed_on: String,
            order_id: String,
            #[dynamo(default = Status::Pending)]
            status: Status,
            coupon: Option<String>,
        }
    }
}

#[track_caller]
fn formatted(code: TokenStream) -> String {
    prettyplease::unparse(&syn::parse2(code).expect("the expansion is Rust"))
}

#[track_caller]
fn snapshot(name: &str, code: TokenStream) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/expand/snapshots").join(name).with_extension("rs");
    let code = formatted(code);
    if env::var_os("UPDATE_SNAPSHOTS").is_some() {
        fs::write(&path, &code).expect("the snapshot can be written");
    }
    let expected = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    assert_eq!(code, expected, "{} differs; UPDATE_SNAPSHOTS=1 writes it anew", path.display());
}

#[test]
fn an_item_of_five_fields_is_less_than_300_lines() {
    let lines = formatted(crate::item(order())).lines().count();
    println!("an item of five fields expands to {lines} lines");
    assert!(lines < 300, "{lines} lines: generate calls, not logic");
}

#[test]
fn item() {
    snapshot("item", crate::item(order()));
}

#[test]
fn nested_struct() {
    snapshot(
        "nested_struct",
        crate::attribute(parse_quote! {
            #[dynamo(rename_all = "camelCase", new)]
            struct Line<T> {
                product_id: T,
                #[dynamo(alias = "count")]
                quantity: u32,
                #[dynamo(json)]
                options: Vec<String>,
                #[dynamo(with = money)]
                price: u64,
                #[dynamo(skip)]
                cached: bool,
                #[dynamo(flatten)]
                rest: HashMap<String, String>,
            }
        }),
    );
}

#[test]
fn newtype() {
    snapshot(
        "newtype",
        crate::attribute(parse_quote!(
            struct CustomerId(String);
        )),
    );
}

#[test]
fn unit_enum() {
    snapshot(
        "unit_enum",
        crate::attribute(parse_quote! {
            #[dynamo(rename_all = "lowercase")]
            enum Status {
                Pending,
                #[dynamo(alias = "done")]
                Paid,
            }
        }),
    );
}

#[test]
fn data_enum() {
    snapshot(
        "data_enum",
        crate::attribute(parse_quote! {
            enum Event {
                Created,
                Noted(String),
                Moved(u32, u32),
                Shipped { carrier: String },
            }
        }),
    );
}

#[test]
fn a_mistake_becomes_an_error_and_a_stub() {
    let code = formatted(crate::item(parse_quote! {
        #[dynamo(partition_key(id))]
        struct User {
            id: String,
        }
    }));
    assert_eq!(code.matches("compile_error").count(), 1, "{code}");
    for kept in ["__dynamo::Item for User", "struct UserFields", "fn key("] {
        assert!(code.contains(kept), "{kept} is missing in {code}");
    }
}

/// Whatever it is given, the derive reports and does not panic.
#[test]
fn nonsense_is_reported() {
    let options = ["table", "partition_key", "sort_key", "pk", "sk", "keys", "gsi", "rename_all", "crate", "new", "x"];
    let values = [
        quote!(),
        quote!(= "a"),
        quote!(= 5),
        quote!(= "{"),
        quote!(= "{a}{a}"),
        quote!((a)),
        quote!((b, b)),
        quote!(()),
        quote!(("a" b)),
        quote!(=),
        quote!(::x),
        quote!([1]),
    ];
    for name in options {
        let option = quote::format_ident!("{name}");
        for value in &values {
            for body in [
                quote!(
                    struct T {
                        a: u8,
                    }
                ),
                quote!(
                    struct T(u8);
                ),
                quote!(
                    enum T {}
                ),
                quote!(
                    enum T {
                        A(u8),
                    }
                ),
            ] {
                let input: DeriveInput = parse_quote!(#[dynamo(#option #value)] #body);
                let expanded = [crate::item(input.clone()), crate::attribute(input)];
                assert!(expanded.into_iter().all(|code| syn::parse2::<syn::File>(code).is_ok()), "{name} {value}");
            }
            let input: DeriveInput = parse_quote! {
                #[dynamo(table = "t", partition_key(a))]
                struct T { a: u8, #[dynamo(#option #value)] b: u8 }
            };
            assert!(syn::parse2::<syn::File>(crate::item(input)).is_ok(), "{name} {value}");
        }
    }
}
