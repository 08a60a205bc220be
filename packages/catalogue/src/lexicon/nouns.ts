/** Last words of names that ask for something to be told: `payment_status`, `order_history`, `swap_quote`. */
export const answers = `directions elevation distance routes route thinking thought thoughts status state history info information details detail stats statistics metrics list lists logs log balance balances price
  prices quote quotes rate rates schema schemas metadata result results summary overview docs documentation help version versions health
  report reports book count counts tree usage limit limits fee fees time date datetime weather forecast forecasts news trends data preview analysis
  structure contents content context lookup calculator diff graph insights advisors leaderboard ranking holdings positions portfolio ticker
  tickers candles ohlcv orderbook mentions columns events alerts settings options types formats categories methods policy policies
  guide guidelines examples example templates reference address addresses estimate estimates quota permissions capabilities features
  profile timeline feed activity properties attributes fields values value size length range ranges dependencies outline
  snapshot definition definitions references symbols hover completions suggestions recommendations timezones timezone horoscope facts fact
  quotation joke definition dictionary gas block blocks supply volume cap transactions receipt performance progress queue
  capacity availability freebusy topics resources bestsellers deals listings reviews rating ratings score scores standings fixtures lineup
  coverage layout hierarchy inventory catalog catalogue index stories questions answers articles papers facets tables collections
  databases indices indexes name names id ids users accounts projects`;

/** Those of them that stay an answer after a word that could be a verb: "sync status", "test results", but not "import data". */
export const reports = `status state history info information details detail stats statistics metrics logs log result results summary overview
  count list quote quotes rate rates price prices fee fees schema metadata health usage progress queue version help docs estimate estimates
  receipt schedules report reports eligibility coverage trends`;

/** Words that turn a verb into a question about it: `delete_preview`, `dry_run_delete`, `estimate_transfer`, `can_refund`. */
export const rehearsals =
  "preview dryrun estimate estimates estimation quote quotes simulate simulation validate verify check precheck can is has should eligibility";

/** What is worth money: sending, moving or making one of these moves it. */
export const money = `payment payments money funds fund cash payout payouts refund refunds transfer transfers withdrawal withdrawals deposit deposits
  usdc usdt eth ether btc bitcoin sol xrp bnb matic avax dot ada near ton sats satoshi satoshis lamports wei coin coins crypto erc20 erc721 spl nft
  nfts trade trades swap swaps tip donation donations loan bet bets bid bids stake token tokens xlm hbar aptos sui usd eur sepa ach wire
  keysend remittance disbursement charge charges airdrop dividend dividends loot jetton trx cny`;

/** Orders, positions and shares: placing one commits to pay; elsewhere the words mean other things. */
export const market = "order orders position positions shares share stock stocks option options futures perp perps";

/** After these words a payment is only prepared or described. */
export const notYetMoney = `link links method methods plan plans request requests page form template templates reminder reminders profile type
  types term terms status draft drafts alert alerts webhook webhooks notification list watchlist email message report note notes tag tags
  metadata contract customer record log book history quote estimate`;

/** Words of a server's name or its tools' names that say it trades. */
export const tradingWords = `alpaca binance bybit okx kraken coinbase kite zerodha robinhood ibkr broker brokerage trading trader trade exchange futures
  perp perps dex defi solana ethereum evm wallet web3 blockchain onchain crypto token tokens nft uniswap jupiter hyperliquid polymarket kalshi pumpfun
  pumpswap swap bitcoin lightning aave pendle raydium portfolio upbit bitget ccxt metatrader mt5 deriv oanda tradier schwab fyers dhan groww upstox`;

/** Words of SQL and programs that only read. */
export const readOnlyPhrases = /\bread[- ]?only\b|\bSELECTs?\b(?! or )|\bselect (?:quer|statement)/i;

/** Query languages that have no way to write, and words of searching. */
export const readingLanguages = /\b(?:PromQL|LogQL|JQL|KQL|SOQL|Flux|GROQ|search quer(?:y|ies)|analytics)\b/;

export const writingSql =
  /\b(?:INSERT|UPDATE|DELETE|DROP|ALTER|TRUNCATE|DML|DDL)\b|\bany (?:valid )?(?:SQL|query|statement)|\barbitrary\b|\braw SQL\b/;
