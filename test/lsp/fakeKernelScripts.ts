/** Complains, as checkpatch does, about each line with a FAULT, and about a mail without a sign-off. */
export const fakeCheckpatch = String.raw`#!/usr/bin/env perl
use strict;
my @given = @ARGV;
my $signed = 0;
my $said = 0;
if ("@given" =~ /max-line-length=60/) { sleep 60; }
while (<STDIN>) {
  chomp;
  $said = 1 if /FAULT|\r|^\+.*[ \t]$/;
  $signed = 1 if /^Signed-off-by: /;
  print "WARNING:LONG_LINE: line over 100 columns\n#$.: FILE: a.c:1:\n$_\n\n" if /FAULT/;
  print "ERROR:TRAILING_WHITESPACE: trailing whitespace\n#$.: FILE: a.c:1:\n$_\$\n\n" if /^\+.*[ \t]$/;
  print "WARNING:CR: a carriage return\n#$.: \n$_\n\n" if /\r/;
}
print "CHECK:ARGUMENTS: @given\n\n" if grep { /strict/ } @given;
print "ERROR:MISSING_SIGN_OFF: Missing Signed-off-by: line(s)\n\n" if !$signed;
exit($said || !$signed || grep { /strict/ } @given);
`;

/** Gives people for a mail, as get_maintainer.pl does. */
export const fakeGetMaintainer = String.raw`#!/usr/bin/env perl
my $ext = 0;
while (<STDIN>) { $ext = 1 if m{^\+\+\+ b/fs/ext4/}; }
print "\"Theo A. Maintainer\" <theo\@example.org> (maintainer:EXT4 FILE SYSTEM (ext4))\n" if $ext;
print "J\xc3\xb6rg Reviewer <joerg\@example.org> (reviewer:EXT4 FILE SYSTEM (ext4))\n" if $ext;
print "linux-ext4\@example.org (open list:EXT4 FILE SYSTEM)\n" if $ext;
print "linux-kernel\@example.org (open list)\n";
print "not an address (role)\n--option\@-x y\n";
`;

/** A mail with a patch of one line. */
export const patch = (log: string, added: string): string =>
  `From: Ann Author <ann@example.org>
To: Linus Example <linus@example.org>
Subject: [PATCH] ext4: Do this
Date: Mon, 3 Mar 2025 10:00:00 +0000
Message-ID: <one@example.org>

${log}
---
 fs/ext4/x.c | 1 +
 1 file changed, 1 insertion(+)

diff --git a/fs/ext4/x.c b/fs/ext4/x.c
index 1234567..89abcde 100644
--- a/fs/ext4/x.c
+++ b/fs/ext4/x.c
@@ -1 +1,2 @@
 int a;
+${added}
-- 
2.40.1
`;

/** A log with its sign-off. */
export const signed = "Do it.\n\nSigned-off-by: Ann Author <ann@example.org>";
