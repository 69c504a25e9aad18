//! Transactions: a money transfer, an order that takes its goods from stock, and a registration that is done once.
//!
//! ```text
//! cargo run --example transactions
//! ```
//!
//! It teaches how several writes are done all or not at all, how a condition that fails becomes an outcome with a type
//! (and the item as it is), and how a token keeps a repeated transaction from being done twice. It runs on an embedded
//! database in memory; set `DYNAMODB_ENDPOINT` to run it on DynamoDB Local.

use dynamo::{Dynamo, Error, ErrorKind, Item, Result, Table};
use dynamo_examples::connect;

#[tokio::main]
async fn main() -> Result<()> {
    let db = connect();
    transfers(&db).await?;
    orders(&db).await?;
    registrations(&db).await
}

// 1. A money transfer: two balances and a record, all or none.

#[derive(Item, Debug)]
#[dynamo(table = "accounts", partition_key(id))]
struct Account {
    id: String,
    balance: u64,
}

/// The record of a transfer. Its id is the caller's: the same transfer is not done twice.
#[derive(Item, Debug)]
#[dynamo(table = "transfers", partition_key(id))]
struct Transfer {
    id: String,
    from: String,
    to: String,
    amount: u64,
}

/// What can become of a transfer. All of these are answers; an error is what nobody can answer.
#[derive(Debug, PartialEq)]
enum TransferOutcome {
    Done,
    DoneBefore,
    InsufficientFunds { balance: u64 },
    NoSuchAccount { id: String },
}

struct Bank {
    db: Dynamo,
    accounts: Table<Account>,
    transfers: Table<Transfer>,
}

impl Bank {
    async fn pay(&self, transfer: &Transfer) -> Result<TransferOutcome> {
        let debit = self
            .accounts
            .update(Account::key(&transfer.from))
            .decrement(|account| account.balance, transfer.amount)
            .when(|account| account.balance.ge(transfer.amount))
            .return_old_on_condition_failure();
        let credit =
            self.accounts.update(Account::key(&transfer.to)).increment(|account| account.balance, transfer.amount);
        let record = self.transfers.create(transfer);

        let Err(error) = self.db.transaction().update(debit).update(credit).put(record).await else {
            return Ok(TransferOutcome::Done);
        };
        // The reasons come in the order of the operations.
        let [debit, credit, record] = error.cancellation_reasons() else { return Err(error) };
        let failed = Some(ErrorKind::ConditionalCheckFailed);
        if record.kind() == failed {
            return Ok(TransferOutcome::DoneBefore);
        }
        if debit.kind() == failed {
            return Ok(match debit.old_item::<Account>()? {
                Some(account) => TransferOutcome::InsufficientFunds { balance: account.balance },
                None => TransferOutcome::NoSuchAccount { id: transfer.from.clone() },
            });
        }
        if credit.kind() == failed {
            return Ok(TransferOutcome::NoSuchAccount { id: transfer.to.clone() });
        }
        Err(error)
    }

    async fn balance(&self, id: &str) -> Result<Option<u64>> {
        self.accounts.get(Account::key(id)).consistent().select(|account| account.balance).await
    }
}

async fn transfers(db: &Dynamo) -> Result<()> {
    let bank = Bank { db: db.clone(), accounts: db.table(), transfers: db.table() };
    bank.accounts.create_table().await?;
    bank.transfers.create_table().await?;
    for (id, balance) in [("ada", 150), ("bo", 0)] {
        bank.accounts.create(&Account { id: id.to_owned(), balance }).await?;
    }
    let transfer =
        |id: &str, to: &str, amount| Transfer { id: id.to_owned(), from: "ada".to_owned(), to: to.to_owned(), amount };

    println!("transfers");
    for (transfer, expected) in [
        (transfer("T1", "bo", 100), TransferOutcome::Done),
        (transfer("T1", "bo", 100), TransferOutcome::DoneBefore),
        (transfer("T2", "bo", 100), TransferOutcome::InsufficientFunds { balance: 50 }),
        (transfer("T3", "nobody", 10), TransferOutcome::NoSuchAccount { id: "nobody".to_owned() }),
    ] {
        let outcome = bank.pay(&transfer).await?;
        println!("  {}: {} to {}: {outcome:?}", transfer.id, transfer.amount, transfer.to);
        assert_eq!(outcome, expected);
    }
    assert_eq!((bank.balance("ada").await?, bank.balance("bo").await?), (Some(50), Some(100)));
    assert_eq!(bank.transfers.scan().count().await?, 1, "what was refused left no record");

    // Both balances of one moment: never the money of one transfer twice, or nowhere.
    let both = (bank.accounts.get(Account::key("ada")), bank.accounts.get(Account::key("bo")));
    if let (Some(ada), Some(bo)) = db.transact_get(both).await? {
        assert_eq!(ada.balance + bo.balance, 150);
        println!("  {} and {}, read at one moment: {} and {}", ada.id, bo.id, ada.balance, bo.balance);
    }

    bank.transfers.delete_table().await?;
    bank.accounts.delete_table().await
}

// 2. An order: the customer is checked, each product's stock goes down, the order is written.

#[derive(Item, Debug)]
#[dynamo(table = "shop", pk = "CUSTOMER#{id}", sk = "PROFILE")]
struct Customer {
    id: String,
    active: bool,
}

#[derive(Item, Debug)]
#[dynamo(table = "shop", pk = "PRODUCT#{sku}", sk = "STOCK")]
struct Product {
    sku: String,
    name: String,
    stock: u32,
}

#[derive(Item, Debug)]
#[dynamo(table = "shop", pk = "CUSTOMER#{customer}", sk = "ORDER#{number:06}")]
struct Order {
    customer: String,
    number: u32,
    skus: Vec<String>,
}

#[derive(Debug, PartialEq)]
enum OrderOutcome {
    Placed,
    CustomerMayNotOrder,
    OutOfStock { product: String, left: u32 },
    NoSuchProduct { sku: String },
    NumberTaken,
}

/// Places an order of so many of each product. A product may be there once: a transaction has one operation per item.
async fn place(db: &Dynamo, customer: &str, number: u32, lines: &[(&str, u32)]) -> Result<OrderOutcome> {
    let (customers, products, orders) = (db.table::<Customer>(), db.table::<Product>(), db.table::<Order>());
    let skus = lines.iter().map(|&(sku, _)| sku.to_owned()).collect();
    let order = Order { customer: customer.to_owned(), number, skus };

    let may_order = customers.check(Customer::key(customer)).when(|customer| customer.active.eq(true));
    let mut transaction = db.transaction().check(may_order).put(orders.create(&order));
    for &(sku, count) in lines {
        let take = products
            .update(Product::key(sku))
            .decrement(|product| product.stock, count)
            .when(|product| product.stock.ge(count))
            .return_old_on_condition_failure();
        transaction = transaction.update(take);
    }

    let Err(error) = transaction.await else { return Ok(OrderOutcome::Placed) };
    let failed = |reason: &dynamo::CancellationReason| reason.kind() == Some(ErrorKind::ConditionalCheckFailed);
    let [may_order, create, takes @ ..] = error.cancellation_reasons() else { return Err(error) };
    if failed(may_order) {
        return Ok(OrderOutcome::CustomerMayNotOrder);
    }
    if failed(create) {
        return Ok(OrderOutcome::NumberTaken);
    }
    match takes.iter().zip(lines).find(|(take, _)| failed(take)) {
        Some((take, (sku, _))) => Ok(match take.old_item::<Product>()? {
            Some(product) => OrderOutcome::OutOfStock { product: product.name, left: product.stock },
            None => OrderOutcome::NoSuchProduct { sku: (*sku).to_owned() },
        }),
        None => Err(error),
    }
}

async fn orders(db: &Dynamo) -> Result<()> {
    let (customers, products, orders) = (db.table::<Customer>(), db.table::<Product>(), db.table::<Order>());
    customers.create_table().await?; // one table for all three
    for (id, active) in [("C1", true), ("C2", false)] {
        customers.create(&Customer { id: id.to_owned(), active }).await?;
    }
    for (sku, name, stock) in [("P1", "Lamp", 5), ("P2", "Bulb", 3)] {
        products.create(&Product { sku: sku.to_owned(), name: name.to_owned(), stock }).await?;
    }

    println!("\norders");
    let bulbs_are_out = OrderOutcome::OutOfStock { product: "Bulb".to_owned(), left: 1 };
    for (customer, number, lines, expected) in [
        ("C1", 1, vec![("P1", 1), ("P2", 2)], OrderOutcome::Placed),
        ("C1", 2, vec![("P1", 1), ("P2", 2)], bulbs_are_out),
        ("C1", 3, vec![("P9", 1)], OrderOutcome::NoSuchProduct { sku: "P9".to_owned() }),
        ("C1", 1, vec![("P1", 1)], OrderOutcome::NumberTaken),
        ("C2", 1, vec![("P1", 1)], OrderOutcome::CustomerMayNotOrder),
    ] {
        let outcome = place(db, customer, number, &lines).await?;
        println!("  {customer} orders {lines:?}: {outcome:?}");
        assert_eq!(outcome, expected);
    }

    // Only the first order took something from stock, and only it is there.
    let stock = products.batch_get(["P1", "P2"].map(Product::key)).consistent().select(|product| product.stock).await?;
    assert_eq!(stock, [4, 1]);
    let placed = orders.query("C1").consistent().collect().await?;
    assert!(matches!(placed.as_slice(), [order] if order.number == 1 && order.skus == ["P1", "P2"]));
    customers.delete_table().await
}

// 3. A registration: the e-mail address is unique, and the request may come twice.

#[derive(Item, Debug)]
#[dynamo(table = "members", pk = "USER#{id}", sk = "PROFILE")]
struct User {
    id: String,
    email: String,
    logins: u32,
}

/// Says that an address is taken: the address is the key, so there is one for each.
#[derive(Item, Debug)]
#[dynamo(table = "members", pk = "EMAIL#{email}", sk = "OWNER")]
struct EmailOwner {
    email: String,
    user: String,
}

#[derive(Debug, PartialEq)]
enum Registration {
    Done,
    EmailTaken { by: String },
}

/// Creates a user. The token belongs to the request: whoever repeats it, repeats the token.
async fn register(db: &Dynamo, token: &str, id: &str, email: &str) -> Result<Registration> {
    let user = User { id: id.to_owned(), email: email.to_owned(), logins: 0 };
    let owner = EmailOwner { email: email.to_owned(), user: id.to_owned() };
    let (users, owners) = (db.table::<User>(), db.table::<EmailOwner>());
    let (create_user, create_owner) = (users.create(&user), owners.create(&owner).return_old_on_condition_failure());

    let Err(error) = db.transaction().put(create_user).put(create_owner).token(token).await else {
        return Ok(Registration::Done);
    };
    match taken_by(&error)? {
        Some(owner) => Ok(Registration::EmailTaken { by: owner.user }),
        None => Err(error),
    }
}

/// Who has the address, if that is why the transaction was cancelled.
fn taken_by(error: &Error) -> Result<Option<EmailOwner>> {
    match error.cancellation_reasons() {
        [_, owner] => owner.old_item(),
        _ => Ok(None),
    }
}

async fn registrations(db: &Dynamo) -> Result<()> {
    let users = db.table::<User>();
    users.create_table().await?;

    println!("\nregistrations");
    for (token, id, email, expected) in [
        ("request-1", "1", "ada@example.com", Registration::Done),
        // The answer was lost, say, and the browser asks again: the same token, so this is the same registration.
        ("request-1", "1", "ada@example.com", Registration::Done),
        ("request-2", "2", "ada@example.com", Registration::EmailTaken { by: "1".to_owned() }),
    ] {
        let outcome = register(db, token, id, email).await?;
        println!("  {token}: {email} for {id}: {outcome:?}");
        assert_eq!(outcome, expected);
    }
    assert!(users.get(User::key("2")).consistent().await?.is_none(), "no user without an address");

    // A token makes even an increment safe to repeat.
    for _ in 0..2 {
        let login = users.update(User::key("1")).increment(|user| user.logins, 1);
        db.transaction().update(login).token("login-1").await?;
    }
    let user = users.get(User::key("1")).consistent().await?;
    assert!(matches!(&user, Some(user) if user.logins == 1 && user.email == "ada@example.com"));
    println!("  the same login twice, with one token: counted once");

    // A token that comes back with another request is refused.
    let other = users.update(User::key("1")).increment(|user| user.logins, 5);
    let error = db.transaction().update(other).token("login-1").await.expect_err("the token is used");
    assert_eq!(error.kind(), ErrorKind::IdempotentParameterMismatch);
    println!("  the same token for something else: {}", error.kind());

    users.delete_table().await
}
