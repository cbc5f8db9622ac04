// What a report may hold, in code points. The server has the same numbers, and a test that compares them.

/** Of the passage. */
export const MAX_EXACT = 2000;

/** Of the prefix and of the suffix. */
export const MAX_CONTEXT = 200;

/** Of what the passage should read, and of the comment. */
export const MAX_WORDS = 4000;
