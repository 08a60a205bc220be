import type { NextRequest } from "next/server";
import NextAuth from "next-auth";
import { authOptions } from "../../../../auth/options.ts";
import { crossOriginProblem } from "../../../../auth/same-origin.ts";
import { env } from "../../../../env.ts";

type RouteContext = { params: Promise<{ nextauth: string[] }> };

export async function GET(request: NextRequest, context: RouteContext) {
  env();
  return NextAuth(request as never, context as never, authOptions(request.headers)) as Promise<Response>;
}

export async function POST(request: NextRequest, context: RouteContext) {
  const problem = crossOriginProblem(request.headers, env().dashboardUrl);
  if (problem) return new Response(problem, { status: 403 });
  return NextAuth(request as never, context as never, authOptions(request.headers)) as Promise<Response>;
}
