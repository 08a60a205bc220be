/**
 * Which edition of the rules `classify` goes by. It moves whenever any answer may be another one: stored categories with another number
 * are made anew when the database is migrated.
 */
export const rulesVersion = 5;
