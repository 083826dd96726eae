//! A bare PostgreSQL of a test's own, for tests that make roles, which are the whole server's, or stop it.

use gatepost::config::Config;
use gatepost::db::Databases;
use gatepost::demo::{Binaries, Cluster, DIRECTUS, MAINTENANCE_DATABASE, SUPERUSER};
use tokio_postgres::{Client, NoTls};

use crate::support::Served;

/// Starts a server with nothing in it.
pub(crate) fn start() -> Cluster {
    let binaries = Binaries::find().expect("PostgreSQL's server is installed");
    Cluster::start(&binaries, &[]).expect("the cluster starts")
}

/// gatepost serving the database of `url` under the name `directus`, with the configuration changed by `change`.
pub(crate) fn served(url: &str, change: impl FnOnce(&mut Config)) -> Served {
    let mut config = Config::from_url(url).expect("a URL");
    config.databases.retain(|name, _| name == DIRECTUS);
    let own: tokio_postgres::Config = url.parse().expect("a URL");
    for served in config.databases.values_mut() {
        served
            .connection
            .dbname(own.get_dbname().unwrap_or(MAINTENANCE_DATABASE));
    }
    change(&mut config);
    Served {
        databases: Databases::new(&config).expect("a configuration that can be used"),
    }
}

/// A superuser's connection past gatepost.
pub(crate) async fn superuser(cluster: &Cluster, database: &str) -> Client {
    let url = cluster.url(SUPERUSER, database);
    let (client, connection) = tokio_postgres::connect(&url, NoTls)
        .await
        .expect("connects");
    tokio::spawn(connection);
    client
}
