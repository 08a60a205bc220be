/** What happens by itself: sealing, reaping, retention, deliveries. */
console.log("worker");
