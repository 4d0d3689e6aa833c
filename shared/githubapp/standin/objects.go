package standin

import (
	"encoding/base64"
	"fmt"
	"hash/fnv"
	"strings"
	"time"
)

// The objects below have every field that GitHub's OpenAPI description requires, also those that DevPlus does not read.

// founded is the creation time of everything without one.
var founded = time.Date(2024, 1, 2, 3, 4, 5, 0, time.UTC)

func (s *Server) fullName() string { return s.o.Owner + "/" + s.o.Name }
func (s *Server) repoURL() string  { return apiURL + "/repos/" + s.fullName() }

func nodeID(kind string, id int64) string {
	return base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "%d:%s%d", len(kind), kind, id))
}

// accountID derives the ID from the login.
func accountID(login string) int64 {
	h := fnv.New32a()
	h.Write([]byte(login))
	return int64(h.Sum32())
}

func accountObject(a Account) object {
	id, api, web := accountID(a.Login), apiURL+"/users/"+a.Login, webURL+"/"+a.Login
	if app, ok := strings.CutSuffix(a.Login, "[bot]"); ok {
		web = webURL + "/apps/" + app
	}
	return object{
		"login": a.Login, "id": id, "node_id": nodeID("User", id), "type": a.Type, "site_admin": false,
		"avatar_url": fmt.Sprintf("https://avatars.githubusercontent.com/u/%d?v=4", id), "gravatar_id": "",
		"url": api, "html_url": web,
		"followers_url": api + "/followers", "following_url": api + "/following{/other_user}", "gists_url": api + "/gists{/gist_id}",
		"starred_url": api + "/starred{/owner}{/repo}", "subscriptions_url": api + "/subscriptions",
		"organizations_url": api + "/orgs", "repos_url": api + "/repos", "events_url": api + "/events{/privacy}",
		"received_events_url": api + "/received_events",
	}
}

// knownAccount returns an account; nil if it has no login.
func knownAccount(a Account) any {
	if a.Login == "" {
		return nil
	}
	return accountObject(a)
}

func organizationObject(login string) object {
	id, api := accountID(login), apiURL+"/orgs/"+login
	return object{
		"login": login, "id": id, "node_id": nodeID("Organization", id), "description": nil, "url": api, "repos_url": api + "/repos",
		"events_url": api + "/events", "hooks_url": api + "/hooks", "issues_url": api + "/issues",
		"members_url": api + "/members{/member}", "public_members_url": api + "/public_members{/member}",
		"avatar_url": fmt.Sprintf("https://avatars.githubusercontent.com/u/%d?v=4", id),
	}
}

func (s *Server) owner() Account { return Account{Login: s.o.Owner, Type: "Organization"} }

func (s *Server) repositoryObject() object {
	o := repositoryObject(s.o.RepositoryID, s.owner(), s.o.Name, s.o.DefaultBranch, s.o.Private, false)
	o["archived"], o["disabled"], o["fork"] = s.o.Archived, s.o.Disabled, s.o.Fork
	return o
}

func repositoryObject(id int64, owner Account, name, branch string, private, fork bool) object {
	full := owner.Login + "/" + name
	api, web := apiURL+"/repos/"+full, webURL+"/"+full
	visibility := "public"
	if private {
		visibility = "private"
	}
	o := object{
		"id": id, "node_id": nodeID("Repository", id), "name": name, "full_name": full, "owner": accountObject(owner),
		"private": private, "visibility": visibility, "fork": fork, "default_branch": branch, "description": nil,
		"url": api, "html_url": web, "clone_url": web + ".git", "svn_url": web,
		"git_url": "git://github.com/" + full + ".git", "ssh_url": "git@github.com:" + full + ".git",
		"homepage": nil, "language": nil, "license": nil, "mirror_url": nil, "size": 0,
		"forks": 0, "forks_count": 0, "stargazers_count": 0, "watchers": 0, "watchers_count": 0,
		"open_issues": 0, "open_issues_count": 0, "archived": false, "disabled": false,
		"has_downloads": true, "has_issues": true, "has_projects": true, "has_wiki": true, "has_pages": false, "has_discussions": false,
		"topics":     []string{},
		"created_at": stamp(founded), "updated_at": stamp(founded), "pushed_at": stamp(founded),
	}
	for field, path := range repositoryLinks {
		o[field] = api + path
	}
	return o
}

// repositoryLinks returns the URLs below a repository's own.
var repositoryLinks = map[string]string{
	"archive_url": "/{archive_format}{/ref}", "assignees_url": "/assignees{/user}", "blobs_url": "/git/blobs{/sha}",
	"branches_url": "/branches{/branch}", "collaborators_url": "/collaborators{/collaborator}", "comments_url": "/comments{/number}",
	"commits_url": "/commits{/sha}", "compare_url": "/compare/{base}...{head}", "contents_url": "/contents/{+path}",
	"contributors_url": "/contributors", "deployments_url": "/deployments", "downloads_url": "/downloads", "events_url": "/events",
	"forks_url": "/forks", "git_commits_url": "/git/commits{/sha}", "git_refs_url": "/git/refs{/sha}", "git_tags_url": "/git/tags{/sha}",
	"hooks_url": "/hooks", "issue_comment_url": "/issues/comments{/number}", "issue_events_url": "/issues/events{/number}",
	"issues_url": "/issues{/number}", "keys_url": "/keys{/key_id}", "labels_url": "/labels{/name}", "languages_url": "/languages",
	"merges_url": "/merges", "milestones_url": "/milestones{/number}", "notifications_url": "/notifications{?since,all,participating}",
	"pulls_url": "/pulls{/number}", "releases_url": "/releases{/id}", "stargazers_url": "/stargazers", "statuses_url": "/statuses/{sha}",
	"subscribers_url": "/subscribers", "subscription_url": "/subscription", "tags_url": "/tags", "teams_url": "/teams",
	"trees_url": "/git/trees{/sha}",
}

// appObject returns a GitHub App; its slug is in its bot's login.
func (s *Server) appObject(id int64) object {
	return object{
		"id": id, "slug": s.slug(id), "node_id": nodeID("App", id), "name": s.slug(id), "owner": accountObject(s.owner()),
		"description": nil, "external_url": appURL, "html_url": webURL + "/apps/" + s.slug(id),
		"created_at": stamp(founded), "updated_at": stamp(founded), "permissions": s.o.Permissions,
		"events": []string{"check_run", "check_suite", "pull_request"},
	}
}

// slug is "devplus" for the App and "app-ID" for any other.
func (s *Server) slug(id int64) string {
	if id == s.o.AppID {
		return "devplus"
	}
	return fmt.Sprintf("app-%d", id)
}

func (s *Server) bot(appID int64) Account {
	return Account{Login: s.slug(appID) + "[bot]", Type: "Bot"}
}

// pullObject returns a pull request with all fields; the lock is held.
func (s *Server) pullObject(p *pull, d diffResult) object {
	additions, deletions := 0, 0
	for _, f := range d.files {
		additions += f.Additions
		deletions += f.Deletions
	}
	comments := 0
	for _, c := range s.comments {
		if c.Number == p.Number {
			comments++
		}
	}
	id := s.o.RepositoryID*1000 + int64(p.Number)
	api, web := fmt.Sprintf("%s/pulls/%d", s.repoURL(), p.Number), fmt.Sprintf("%s/%s/pull/%d", webURL, s.fullName(), p.Number)
	issue := fmt.Sprintf("%s/issues/%d", s.repoURL(), p.Number)
	statuses := s.repoURL() + "/statuses/" + p.headSHA
	links := object{}
	for name, href := range map[string]string{
		"self": api, "html": web, "issue": issue, "comments": issue + "/comments", "review_comments": api + "/comments",
		"review_comment": s.repoURL() + "/pulls/comments{/number}", "commits": api + "/commits", "statuses": statuses,
	} {
		links[name] = object{"href": href}
	}
	var mergedAt, mergedBy any
	if p.merged {
		mergedAt, mergedBy = stamp(p.closed), knownAccount(p.Author)
	}
	return object{
		"id": id, "node_id": nodeID("PullRequest", id), "number": p.Number, "state": p.State, "locked": false, "active_lock_reason": nil,
		"title": p.Title, "body": optional(p.Body), "draft": p.Draft, "user": knownAccount(p.Author),
		"author_association": "CONTRIBUTOR", "auto_merge": nil, "assignee": nil, "assignees": []any{}, "labels": s.labelObjects(p.Labels),
		"milestone": nil, "requested_reviewers": []any{}, "requested_teams": []any{},
		"url": api, "html_url": web, "diff_url": web + ".diff", "patch_url": web + ".patch", "issue_url": issue,
		"commits_url": api + "/commits", "comments_url": issue + "/comments", "review_comments_url": api + "/comments",
		"review_comment_url": s.repoURL() + "/pulls/comments{/number}", "statuses_url": statuses, "_links": links,
		"created_at": stamp(p.created), "updated_at": stamp(p.UpdatedAt), "closed_at": stamp(p.closed), "merged_at": mergedAt,
		"merged": p.merged, "merged_by": mergedBy, "merge_commit_sha": optional(p.mergeSHA), "mergeable": nil, "mergeable_state": "unknown",
		"maintainer_can_modify": false, "comments": comments, "review_comments": 0, "commits": d.commits,
		"additions": additions, "deletions": deletions, "changed_files": len(d.files),
		"head": s.headObject(p),
		"base": object{"label": s.o.Owner + ":" + p.BaseRef, "ref": p.BaseRef, "sha": p.baseSHA, "user": accountObject(s.owner()), "repo": s.repositoryObject()},
	}
}

func (s *Server) headObject(p *pull) object {
	owner, repo := s.owner(), s.repositoryObject()
	if p.Fork {
		owner = p.Author
		repo = repositoryObject(s.o.RepositoryID+1, owner, s.o.Name, s.o.DefaultBranch, s.o.Private, true)
	}
	return object{"label": owner.Login + ":" + p.HeadRef, "ref": p.HeadRef, "sha": p.headSHA, "user": accountObject(owner), "repo": repo}
}

// pullReference returns a pull request as check runs name it; the lock is held.
func (s *Server) pullReference(p *pull) object {
	repo := object{"id": s.o.RepositoryID, "url": s.repoURL(), "name": s.o.Name}
	return object{
		"id": s.o.RepositoryID*1000 + int64(p.Number), "number": p.Number, "url": fmt.Sprintf("%s/pulls/%d", s.repoURL(), p.Number),
		"head": object{"ref": p.HeadRef, "sha": p.headSHA, "repo": repo},
		"base": object{"ref": p.BaseRef, "sha": p.baseSHA, "repo": repo},
	}
}
