import { openPool } from "@portcullis/db/runtime";

/** What a visitor wrote. All of it is a stranger's text. */
export type ContactMessage = { id: string; name: string; email: string; message: string; createdAt: Date };

/** The newest messages of the contact form, newest first: as the database's owner, nobody else may read them. */
export async function listContactMessages({ ownerUrl, limit = 50 }: { ownerUrl: string; limit?: number }): Promise<ContactMessage[]> {
  const pool = openPool({ url: ownerUrl, max: 1 });
  try {
    const { rows } = await pool.query<ContactMessage>(
      `SELECT id, name, email, message, created_at AS "createdAt" FROM portcullis.contact_message ORDER BY created_at DESC, id DESC LIMIT $1`,
      [limit],
    );
    return rows;
  } finally {
    await pool.end();
  }
}
