//! Answers that no backend gave.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use serde_json::{Value, json};

/// The answer of the service to the `number`-th request.
pub(super) fn response(number: usize, status: u16, body: impl Into<SdkBody>) -> Result<HttpResponse, ConnectorError> {
    let status = StatusCode::try_from(status).map_err(|error| ConnectorError::user(error.into()))?;
    let mut response = HttpResponse::new(status, body.into());
    response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
    response.headers_mut().insert("x-amzn-requestid", format!("INJECTED-{number}"));
    Ok(response)
}

/// The body of an error response.
pub(super) fn error(code: &str, message: &str) -> String {
    json!({ "__type": format!("com.amazonaws.dynamodb.v20120810#{code}"), "message": message }).to_string()
}

/// The body of the error response for a canceled transaction: one reason for each action of `request`.
pub(super) fn canceled(request: &[u8], codes: &[String]) -> String {
    let mut codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    codes.resize(actions(request).unwrap_or(codes.len()), "None");
    let reasons: Vec<Value> = codes
        .iter()
        .map(|code| match *code {
            "None" => json!({ "Code": "None" }),
            "TransactionConflict" => json!({ "Code": code, "Message": "Transaction is ongoing for the item" }),
            _ => json!({ "Code": code, "Message": "Injected by a test" }),
        })
        .collect();
    json!({
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "Message": format!(
            "Transaction cancelled, please refer cancellation reasons for specific reasons [{}]",
            codes.join(", ")
        ),
        "CancellationReasons": reasons,
    })
    .to_string()
}

/// How many actions a transaction has.
fn actions(request: &[u8]) -> Option<usize> {
    let request: Value = serde_json::from_slice(request).ok()?;
    let actions = request.get("TransactItems").or_else(|| request.get("TransactStatements"))?;
    Some(actions.as_array()?.len())
}

/// An error of the connection, before or after the request was performed.
pub(super) fn timeout() -> ConnectorError {
    ConnectorError::timeout(std::io::Error::new(std::io::ErrorKind::TimedOut, "injected timeout").into())
}

/// An error of the connection, before the request was sent.
pub(super) fn connection_reset() -> ConnectorError {
    ConnectorError::io(std::io::Error::new(std::io::ErrorKind::ConnectionReset, "injected connection reset").into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(request: &str, codes: &[&str]) -> Vec<String> {
        let codes: Vec<String> = codes.iter().map(|&code| code.to_owned()).collect();
        let body: Value = serde_json::from_str(&canceled(request.as_bytes(), &codes)).unwrap();
        let reasons = body["CancellationReasons"].as_array().unwrap().iter();
        reasons.map(|reason| reason["Code"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn a_canceled_transaction_has_one_reason_per_action() {
        let two = r#"{"TransactItems": [{}, {}]}"#;
        assert_eq!(codes(two, &[]), ["None", "None"]);
        assert_eq!(codes(two, &["TransactionConflict"]), ["TransactionConflict", "None"]);
        assert_eq!(codes(two, &["None", "ThrottlingError", "None"]), ["None", "ThrottlingError"]);
        assert_eq!(codes(r#"{"TransactStatements": [{}]}"#, &[]), ["None"]);
        assert_eq!(codes("not JSON", &["None"]), ["None"]);
    }
}
