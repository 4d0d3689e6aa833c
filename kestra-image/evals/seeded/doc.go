// Package seeded reads changes whose defects are known, because they were planted. A change is a txtar file (golang.org/x/tools/txtar): its
// comment has the pull request's title, its description and, in the last line, "clean" or "defect: CATEGORY", with further categories that
// fit as well after commas. Its files have both versions at once. Each line begins with a mark, with nothing between it and the line:
//
//	(blank)  in both versions
//	-        in the base only
//	+        in the head only
//	!        in the head only, a line that a reviewer must name
//	=        in both versions, a line that a reviewer must name
//
// An empty line is one in both versions. A file without a line of one version does not exist there. The lines to name are one range: from the
// first that is marked to the last.
package seeded
