//! Answers as no DynamoDB gives them, byte by byte: what the SDK makes of them is what comes out.

use dynamo::Error;

use super::{
    scene::{Cart, Way, cart, config, ways},
    service::{Reply, Service, cart_json},
};
use crate::backend;

fn item(total: u64) -> String {
    cart_json(&cart("1", total)).to_string()
}

/// An item with one more attribute, or with another one of a name that is there.
fn with(attribute: &str) -> String {
    let item = item(5);
    format!("{},{attribute}}}", item.strip_suffix('}').unwrap())
}

fn nested(open: &str, close: &str, depth: usize, inside: &str) -> String {
    format!("{}{inside}{}", open.repeat(depth), close.repeat(depth))
}

/// Items, right and wrong.
fn items() -> Vec<String> {
    let mut items = vec![
        item(5),
        "{}".into(),
        "null".into(),
        "[]".into(),
        "7".into(),
        "\"text\"".into(),
        item(5).replace("\"5\"", "5"),
        item(5).replace("\"5\"", "\"5.0\""),
        item(5).replace("\"5\"", "\"five\""),
        item(5).replace("\"5\"", "\"\\u0035\""),
        item(5).replace("\"5\"", "\"-5\""),
        item(5).replace(':', " :\t").replace(',', "\r\n, ").replace('{', "{ "),
        item(5).replace("\"total\"", "\"\\u0074otal\""),
        item(5).replace("\"N\"", "\"\\u004e\""),
        item(5).replace("\"total\"", "\"other\""),
        item(5).replace("{\"N\":\"5\"}", "{}"),
        item(5).replace("{\"N\":\"5\"}", "null"),
        item(5).replace("{\"N\":\"5\"}", "[]"),
        item(5).replace("{\"N\":\"5\"}", "{\"N\":null}"),
        item(5).replace("{\"N\":\"5\"}", "{\"S\":\"5\"}"),
        item(5).replace("{\"N\":\"5\"}", "{\"N\":\"5\",\"S\":\"5\"}"),
        item(5).replace("{\"N\":\"5\"}", "{\"N\":\"5\",\"N\":\"6\"}"),
        item(5).replace("{\"N\":\"5\"}", "{\"N\":\"5\",\"S\":null}"),
        item(5).replace("{\"N\":\"5\"}", "{\"S\":null,\"N\":\"5\"}"),
        item(5).replace("{\"N\":\"5\"}", "{\"N\":\"5\",\"__type\":\"x\"}"),
        item(5).replace("{\"N\":\"5\"}", "{\"__type\":\"x\",\"N\":\"5\"}"),
    ];
    let values = [
        r#"{"S":"a\"\\\/\b\f\n\r\tü"}"#,
        r#"{"S":"\ud83d\udce6"}"#,
        r#"{"S":"\ud83d"}"#,
        r#"{"S":"\ud83dx"}"#,
        r#"{"S":"\ud83d\u0041"}"#,
        r#"{"S":"\udce6"}"#,
        r#"{"S":"\u12"}"#,
        r#"{"S":"\x41"}"#,
        "{\"S\":\"line\nline\"}",
        "{\"S\":\"\u{0}\"}",
        "{\"S\":\"\u{7f}\u{feff}\"}",
        r#"{"S":7}"#,
        r#"{"S":null}"#,
        r#"{"N":5}"#,
        r#"{"N":"not a number"}"#,
        r#"{"N":""}"#,
        r#"{"N":"1e999"}"#,
        r#"{"B":"AAE="}"#,
        r#"{"B":"AAE"}"#,
        r#"{"B":"AAF="}"#,
        r#"{"B":"!"}"#,
        r#"{"B":"AA\u0045="}"#,
        r#"{"B":"A A="}"#,
        r#"{"BOOL":true}"#,
        r#"{"BOOL":"true"}"#,
        r#"{"BOOL":null}"#,
        r#"{"NULL":false}"#,
        r#"{"NULL":"true"}"#,
        r#"{"SS":["a","a"]}"#,
        r#"{"SS":[]}"#,
        r#"{"SS":["a",null]}"#,
        r#"{"SS":["a",7]}"#,
        r#"{"NS":["1","x"]}"#,
        r#"{"BS":["AA==","?"]}"#,
        r#"{"L":[null]}"#,
        r#"{"L":[{"S":"a"},null,{"N":"1"}]}"#,
        r#"{"L":{}}"#,
        r#"{"M":{"a":null}}"#,
        r#"{"M":{"a":{"S":"x"},"a":{"S":"y"}}}"#,
        r#"{"M":[]}"#,
        r#"{"X":"new"}"#,
        r#"{"X":{"deep":[1,2.5e3,null,true]}}"#,
        "{}",
        "null",
        "[]",
        "7",
        r#"{"S":"a","S":"b"}"#,
        r#"{"S":"a","N":"1"}"#,
        r#"{"S":"a",}"#,
        r#"{"S" "a"}"#,
    ];
    items.extend(values.iter().map(|value| with(&format!("\"more\":{value}"))));
    items.push(with(r#""total":{"N":"6"}"#));
    items.push(with(r#""total":null"#));
    items.push(with(r#""more":{"S":"a"},"more":{"S":"b"}"#));
    for depth in [30, 31, 32, 33, 34, 40, 130] {
        items.push(with(&format!("\"more\":{}", nested(r#"{"L":["#, "]}", depth, r#"{"S":"x"}"#))));
        items.push(with(&format!("\"more\":{}", nested(r#"{"M":{"a":"#, "}}", depth, r#"{"S":"x"}"#))));
    }
    items
}

/// Whole answers, `@` being the value of the member with the items, and `%` another one.
const SHAPES: &[&str] = &[
    r#"{"MEMBER":@}"#,
    r#"{"MEMBER":%,"MEMBER":@}"#,
    r#"{"MEMBER":@,"MEMBER":null}"#,
    r#"{"MEMBER":null,"MEMBER":@}"#,
    r#"{"MEMBER":null}"#,
    r#"{"Count":1,"ScannedCount":1,"MEMBER":@}"#,
    r#"{"MEMBER":@,"Count":1,"ScannedCount":2}"#,
    r#"{"Count":"one","MEMBER":@}"#,
    r#"{"Count":1.5,"MEMBER":@}"#,
    r#"{"Count":99999999999,"MEMBER":@}"#,
    r#"{"Count":null,"MEMBER":@}"#,
    r#"{"New":{"a":[1,-2.5e3,"x\"",null,true,{}]},"MEMBER":@,"New2":[]}"#,
    r#"{"New":01,"MEMBER":@}"#,
    r#"{"New":1.,"MEMBER":@}"#,
    r#"{"New":.5,"MEMBER":@}"#,
    r#"{"New":+1,"MEMBER":@}"#,
    r#"{"New":-0,"MEMBER":@}"#,
    r#"{"New":-,"MEMBER":@}"#,
    r#"{"New":1e400,"MEMBER":@}"#,
    r#"{"New":123456789012345678901234567890,"MEMBER":@}"#,
    r#"{"New":NaN,"MEMBER":@}"#,
    r#"{"New":tru,"MEMBER":@}"#,
    r#"{"New":nul,"MEMBER":@}"#,
    r#"{"New":"\ud800","MEMBER":@}"#,
    r#"{"\ud800":1,"MEMBER":@}"#,
    r#"{"New":"\q","MEMBER":@}"#,
    " \r\n\t{ \"MEMBER\" : @ , \"Count\" : 1 } \n",
    r#"{"MEMBER":@}x"#,
    r#"{"MEMBER":@}{}"#,
    r#"{"MEMBER":@}]"#,
    r#"{"MEMBER":@"#,
    r#"{"MEMBER":@,}"#,
    r#"{,"MEMBER":@}"#,
    r#"{"MEMBER" @}"#,
    "{MEMBER:@}",
    r#"{"MEMBER":}"#,
    "{\"MEMBER\"",
    "{",
    "",
    " ",
    "{}",
    "[]",
    "null",
    "7",
    "\"text\"",
    "\u{feff}{\"MEMBER\":@}",
    r#"{"LastEvaluatedKey":{"pk":{"S":"id#1#cart"}},"MEMBER":@}"#,
    r#"{"MEMBER":@,"LastEvaluatedKey":null}"#,
    r#"{"MEMBER":@,"LastEvaluatedKey":{}}"#,
    r#"{"MEMBER":@,"LastEvaluatedKey":7}"#,
    r#"{"MEMBER":@,"ConsumedCapacity":{"CapacityUnits":0.5}}"#,
    r#"{"MEMBER":@,"ConsumedCapacity":[]}"#,
];

/// The member with the items in each operation's answer, and how an item stands in it.
const OPERATIONS: [(&str, &str, &str); 6] = [
    ("get", "Item", "@"),
    ("query", "Items", "[@]"),
    ("scan", "Items", "[@,@]"),
    ("batch get", "Responses", r#"{"carts":[@]}"#),
    ("transact get", "Responses", r#"[{"Item":@}]"#),
    ("put", "Attributes", "@"),
];

async fn outcome(way: &Way, operation: &str) -> Option<String> {
    let key = || Cart::key("1");
    let no_time = std::time::Duration::ZERO;
    let text = |result: Result<String, Error>| result.unwrap_or_else(|error| format!("{:?}", error.kind()));
    Some(text(match operation {
        "get" => way.carts.get(key()).await.map(|item| format!("{item:?}")),
        "query" => way.carts.query("1").page().await.map(|page| format!("{page:?}")),
        "scan" => way.carts.scan().limit(1).page().await.map(|page| format!("{page:?}")),
        "batch get" => {
            way.carts.batch_get([key()]).in_order().give_up_after(no_time).await.map(|items| format!("{items:?}"))
        }
        "transact get" => {
            let gets = (way.carts.get(key()),);
            way.db.as_ref()?.transact_get(gets).await.map(|items| format!("{items:?}"))
        }
        _ => way.carts.put(&cart("1", 1)).return_old().await.map(|item| format!("{item:?}")),
    }))
}

/// What each connection makes of the answer; the differences.
async fn differences(operation: &str, body: &[u8]) -> Vec<String> {
    let service = Service::new([Reply::ok(body)]);
    let ways = ways(config(service, &backend::prefix()), "");
    let values = outcome(&ways[2], operation).await.unwrap();
    let mut differences = Vec::new();
    for way in &ways[..2] {
        if let Some(direct) = outcome(way, operation).await
            && direct != values
        {
            let body = String::from_utf8_lossy(body);
            differences.push(format!("{operation}, {}: {body}\n  direct: {direct}\n  values: {values}", way.name));
        }
    }
    differences
}

fn assert_none(differences: &[String]) {
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

async fn is_readable(item: &str) -> bool {
    let service = Service::new([Reply::ok(format!("{{\"Item\":{item}}}"))]);
    outcome(&ways(config(service, &backend::prefix()), "")[2], "get").await != Some("InvalidResponse".to_owned())
}

#[tokio::test]
async fn strange_answers_to_transactions() {
    let mut all = Vec::new();
    let responses = [
        r#"[{"Item":@}]"#,
        "[{}]",
        r#"[{"Item":null}]"#,
        r#"[{"Item":null,"Item":@}]"#,
        r#"[{"Item":@,"Item":null}]"#,
        r#"[{"Item":%,"Item":@}]"#,
        r#"[{"New":[{"Item":%}],"Item":@,"New2":"\\"}]"#,
    ];
    for response in responses {
        for shape in
            [r#"{"Responses":&}"#, r#"{"Responses":[{}],"Responses":&}"#, r#"{"New":1,"Responses":&,"New2":2}"#]
        {
            let body = shape.replace('&', response).replace('%', &item(6)).replace('@', &item(5));
            all.extend(differences("transact get", body.as_bytes()).await);
        }
    }
    assert_none(&all);
}

#[tokio::test]
async fn strange_items() {
    let mut all = Vec::new();
    for (operation, member, layout) in OPERATIONS {
        for item in &items() {
            // The library tries a transaction's answer that cannot be read again and again.
            if operation == "transact get" && !is_readable(item).await {
                continue;
            }
            let body = format!("{{\"{member}\":{}}}", layout.replace('@', item));
            all.extend(differences(operation, body.as_bytes()).await);
        }
    }
    assert_none(&all);
}

#[tokio::test]
async fn strange_answers() {
    let mut all = Vec::new();
    for (operation, member, layout) in OPERATIONS.iter().filter(|(operation, ..)| *operation != "transact get") {
        for shape in SHAPES {
            let value = layout.replace('@', &item(5));
            let body = shape.replace('%', &layout.replace('@', &item(6))).replace('@', &value);
            let body = body.replace("MEMBER", member);
            all.extend(differences(operation, body.as_bytes()).await);
        }
        let escaped = format!("{{\"\\u{:04x}{}\":@}}", member.as_bytes()[0], &member[1..]);
        all.extend(differences(operation, escaped.replace('@', &layout.replace('@', &item(5))).as_bytes()).await);
        let good = format!("{{\"New\":\"?\",\"{member}\":{}}}", layout.replace('@', &item(5)));
        // Bytes that are no UTF-8, in a member that nobody reads, and in an item.
        for spoiled in [b'?', b'5'] {
            let body: Vec<u8> = good.bytes().map(|byte| if byte == spoiled { 0xff } else { byte }).collect();
            all.extend(differences(operation, &body).await);
        }
        // Cut anywhere.
        for end in 0..good.len() {
            all.extend(differences(operation, &good.as_bytes()[..end]).await);
        }
        for depth in [100, 128, 129, 130, 500] {
            let deep = nested("[", "]", depth, "1");
            let body = good.replace("\"?\"", &deep);
            all.extend(differences(operation, body.as_bytes()).await);
        }
    }
    assert_none(&all);
}
