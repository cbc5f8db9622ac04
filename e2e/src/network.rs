//! The way between a browser and its servers: cut, closed for some addresses, or slow.

use anyhow::Result;
use serde_json::json;

use crate::browser::Browser;

impl Browser {
    /// Pulls the plug of the network, or puts it back.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn offline(&self, offline: bool) -> Result<()> {
        self.protocol("Network.enable", json!({})).await?;
        let conditions = json!({"offline": offline, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1});
        self.protocol("Network.emulateNetworkConditions", conditions)
            .await?;
        Ok(())
    }

    /// Fails every request whose address contains one of these pieces, as a server
    /// that is down does; none of them again when there are none.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn unreachable(&self, pieces: &[&str]) -> Result<()> {
        self.protocol("Network.enable", json!({})).await?;
        let urls: Vec<String> = pieces.iter().map(|piece| format!("*{piece}*")).collect();
        self.protocol("Network.setBlockedURLs", json!({"urls": urls}))
            .await?;
        Ok(())
    }

    /// Holds back every request whose address contains this piece, as a slow server does, until [`Browser::let_go`].
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn hold_back(&self, piece: &str) -> Result<()> {
        let patterns = json!({"patterns": [{"urlPattern": format!("*{piece}*")}]});
        self.protocol("Fetch.enable", patterns).await?;
        Ok(())
    }

    /// Lets all requests go on that are held back.
    ///
    /// # Errors
    ///
    /// When the browser is gone.
    pub async fn let_go(&self) -> Result<()> {
        self.protocol("Fetch.disable", json!({})).await?;
        Ok(())
    }
}
