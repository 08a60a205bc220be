// The figures as a table for people.
export function table(cells, bar) {
  const lines = [
    "connections  path      calls/s    p50 ms    p99 ms   CPU us/call   PostgreSQL us/call   of the bare hop",
    ...cells.map(({ connections, path, rps, p50, p99, cpu, databaseCpu, ratio }) =>
      [
        String(connections).padStart(11),
        path.padEnd(8),
        Math.round(rps).toLocaleString("en").padStart(8),
        p50.toFixed(2).padStart(8),
        p99.toFixed(2).padStart(8),
        figure(cpu).padStart(12),
        figure(databaseCpu).padStart(19),
        (ratio === null ? "" : `${ratio.toFixed(2)} x`).padStart(16),
      ].join("  "),
    ),
  ];
  if (bar) {
    const verdict = bar.reached ? "reached" : "NOT reached";
    lines.push(
      "",
      `Bar: gateway >= ${bar.wanted} x the bare hop at ${bar.connections} connections: ${bar.measured.toFixed(2)} x, ${verdict}`,
    );
  }
  return lines.join("\n");
}

const figure = (microseconds) => (microseconds === null ? "" : microseconds.toFixed(0));
