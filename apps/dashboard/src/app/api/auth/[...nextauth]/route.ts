import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "../../../../auth/options.ts";
import { refusalOf } from "../../../../auth/state-change.ts";
import { env } from "../../../../env.ts";

type RouteContext = { params: Promise<{ nextauth: string[] }> };

export async function GET(request: NextRequest, context: RouteContext) {
  env();
  return NextAuth(request as never, context as never, authOptions(request.headers)) as Promise<Response>;
}

export async function POST(request: NextRequest, context: RouteContext) {
  const refusal = refusalOf(request.headers, env().dashboardUrl);
  if (refusal) return new Response(refusal.message, { status: refusal.status });
  return NextAuth(request as never, context as never, authOptions(request.headers)) as Promise<Response>;
}
