//! How the service words a refusal where the emulator's library and its own server part ways.

use dynoxide::DynoxideError;

/// The body of the answer to an operation that does not exist.
pub(super) const UNKNOWN_OPERATION: &[u8] = br#"{"__type":"com.amazon.coral.service#UnknownOperationException"}"#;

/// A request that could not be read, as the error the service gives for it.
///
/// The emulator's request types refuse values while they are decoded, and name the kind of the refusal in a prefix of
/// the message that its own server strips.
pub(super) fn of_request(error: &serde_json::Error) -> DynoxideError {
    let message = error.to_string();
    if message.starts_with("recursion limit exceeded") {
        return DynoxideError::ValidationException("Nesting Levels have exceeded supported limits".to_owned());
    }
    // Not JSON at all: the service gives no message for it.
    if !error.is_data() {
        return DynoxideError::SerializationException(String::new());
    }

    if let Some(message) = message.strip_prefix("SERIALIZATION_AS_READ:") {
        return DynoxideError::SerializationException(message.to_owned());
    }
    if let Some(message) = message.strip_prefix("VALIDATION_AS_READ:") {
        return DynoxideError::ValidationException(message.to_owned());
    }
    let message = without_position(&message);
    if let Some(message) = message.strip_prefix("VALIDATION_REQUEST:") {
        return DynoxideError::EnvelopedValidation(message.to_owned());
    }
    if let Some(message) = message.strip_prefix("VALIDATION:") {
        return DynoxideError::ValidationException(message.to_owned());
    }
    if let Some(message) = message.strip_prefix("SERIALIZATION:") {
        return DynoxideError::SerializationException(message.to_owned());
    }

    // Unmarked: what is missing or unknown is invalid, what has another JSON type cannot be read.
    let invalid = ["missing field", "unknown variant", "invalid type: null", "AttributeValue"];
    if invalid.iter().any(|part| message.contains(part)) {
        DynoxideError::ValidationException(message.to_owned())
    } else {
        DynoxideError::SerializationException(message.to_owned())
    }
}

/// The error as `operation` puts it on the wire.
pub(super) fn for_operation(operation: &str, error: DynoxideError) -> DynoxideError {
    match (operation, error) {
        ("PutItem" | "UpdateItem" | "DeleteItem", DynoxideError::EnvelopedValidation(message)) => {
            DynoxideError::ValidationException(format!("1 validation error detected: {message}"))
        }
        ("ExecuteStatement", DynoxideError::ConditionalCheckFailedException(message, Some(item))) => {
            DynoxideError::StatementConditionalCheckFailed(message, item)
        }
        (_, error) => error,
    }
}

/// `message` without the ` at line 1 column 2` that `serde_json` appends.
fn without_position(message: &str) -> &str {
    match message.rfind(" at line ") {
        Some(at) if message[at..].contains("column") => &message[..at],
        _ => message,
    }
}
