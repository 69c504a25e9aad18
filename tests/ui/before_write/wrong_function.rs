use dynamo::Item;

#[derive(Item, Clone)]
#[dynamo(table = "users", partition_key(id), before_write = takes_another)]
struct User {
    id: String,
}

fn takes_another(_: &mut String) {}

#[derive(Item, Clone)]
#[dynamo(table = "users", partition_key(id), before_write = takes_two)]
struct Account {
    id: String,
}

fn takes_two(_: &mut Account, _: u8) {}

#[derive(Item)]
#[dynamo(table = "users", partition_key(id), before_write = touch)]
struct NotClone {
    id: String,
}

fn touch(_: &mut NotClone) {}

#[derive(Item, Clone)]
#[dynamo(table = "users", partition_key(id), before_write = nowhere)]
struct Lost {
    id: String,
}

fn main() {}
