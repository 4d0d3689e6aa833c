package terraform

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"cloud.google.com/go/pubsub/v2"
	"cloud.google.com/go/pubsub/v2/apiv1/pubsubpb"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"google.golang.org/api/option"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/devplus-app/devplus/shared/event"
	"github.com/devplus-app/devplus/shared/testing/emulator"
	"github.com/devplus-app/devplus/shared/testing/gcloudtest"
	"github.com/devplus-app/devplus/shared/testing/program"
	"github.com/devplus-app/devplus/shared/testing/require"
)

var redrive = regexp.MustCompile("(?s)Publish all kept messages again.*?\n```sh\n(.*?)```")

// onlyOnce is gcloud for the emulator, which keeps a pull of an empty subscription for 90 s: the second pull of one is not sent.
const onlyOnce = `#!/bin/sh
case "$*" in *" pull "*)
  if [ -e "$PULLED/$4" ]; then echo '[]'; exit; fi
  : > "$PULLED/$4" ;;
esac
exec %q "$@"
`

// What nobody could deliver is delivered after all by the playbook's command, as it was.
func TestRedrive_PublishesEachDeadLetterAgain(t *testing.T) {
	t.Parallel()
	require.Tools(t, "bash", "jq", "gcloud")
	text, err := os.ReadFile("playbooks/dead-letters.md")
	if err != nil {
		t.Fatal(err)
	}
	command := redrive.FindSubmatch(text)
	if command == nil {
		t.Fatal("the playbook has no command")
	}
	host := emulator.PubSub(t)
	client, err := pubsub.NewClient(t.Context(), fmt.Sprintf("redrive-%d", time.Now().UnixNano()),
		option.WithEndpoint(host), option.WithoutAuthentication(), option.WithGRPCDialOption(grpc.WithTransportCredentials(insecure.NewCredentials())))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	project := "projects/" + client.Project()
	type message struct {
		Data       string
		Attributes map[string]string
	}
	sent := map[string][]message{
		event.EventsTopic: {
			{`{"title":"a, b = \"c\" & $(x) ü ${y} 'z' \\n","n":1}`, map[string]string{"delivery": "d-1", "event": "pull_request", "repository": "octo-org/hello"}},
			{"{}", nil},
		},
		event.BackgroundTopic: {{`{"kind":"sweep"}`, map[string]string{"delivery": "d-2"}}},
		event.ResultsTopic:    {{`{"analysis_id":"x"}`, nil}},
	}
	for topic, messages := range sent {
		for _, name := range []string{topic, topic + "-dead"} {
			created := &pubsubpb.Topic{Name: project + "/topics/" + name}
			if _, err := client.TopicAdminClient.CreateTopic(t.Context(), created); err != nil {
				t.Fatal(err)
			}
			if _, err := client.SubscriptionAdminClient.CreateSubscription(t.Context(), &pubsubpb.Subscription{
				Name: project + "/subscriptions/" + name, Topic: created.Name, AckDeadlineSeconds: 60,
			}); err != nil {
				t.Fatal(err)
			}
		}
		dead := client.Publisher(topic + "-dead")
		for _, m := range messages {
			if _, err := dead.Publish(t.Context(), &pubsub.Message{Data: []byte(m.Data), Attributes: m.Attributes}).Get(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		dead.Stop()
	}

	gcloud := gcloudtest.Forked(t, "CLOUDSDK_API_ENDPOINT_OVERRIDES_PUBSUB=http://"+host+"/", "CLOUDSDK_AUTH_DISABLE_CREDENTIALS=true", "CLOUDSDK_CORE_PROJECT="+client.Project())
	bin := t.TempDir()
	if err := program.Write(filepath.Join(bin, "gcloud"), fmt.Sprintf(onlyOnce, gcloud)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", string(command[1]))
	cmd.Env = append(os.Environ(), "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"), "PULLED="+t.TempDir())
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	for topic, want := range sent {
		pulled, err := client.SubscriptionAdminClient.Pull(t.Context(), &pubsubpb.PullRequest{Subscription: project + "/subscriptions/" + topic, MaxMessages: 10})
		if err != nil {
			t.Fatal(err)
		}
		var got []message
		for _, r := range pulled.GetReceivedMessages() {
			got = append(got, message{string(r.GetMessage().GetData()), r.GetMessage().GetAttributes()})
		}
		byData := cmpopts.SortSlices(func(a, b message) bool { return a.Data < b.Data })
		if diff := cmp.Diff(want, got, byData, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s (-dead +published):\n%s", topic, diff)
		}
	}
}
