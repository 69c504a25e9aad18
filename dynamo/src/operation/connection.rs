use aws_sdk_dynamodb::Client;

/// How operations reach DynamoDB.
#[derive(Debug, Clone)]
pub struct Connection {
    pub(crate) client: Client,
    /// Whether the client has the library's interceptor; otherwise each request brings it along.
    pub(crate) is_hooked: bool,
    /// Whether items pass the SDK's own values by, straight between types and bytes.
    pub(crate) is_direct: bool,
}
