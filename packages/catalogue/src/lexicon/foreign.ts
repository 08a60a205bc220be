import type { Category } from "../category.ts";

type Said = Exclude<Category, "unclassified">;

/** Verbs of other languages in Latin letters, as they stand in names and at the head of descriptions. */
export const foreignVerbs: Record<Said, string> = {
  read: `obtener listar buscar consultar leer mostrar ver obter ler pesquisar exibir obtenir lister rechercher chercher lire afficher consulter
    recuperer récupérer abrufen suchen anzeigen lesen holen auflisten cercare ottenere leggere elencare mostrare pobierz wyszukaj получить найти
    показать список поиск прочитать`,
  write: `crear actualizar enviar añadir agregar modificar guardar escribir criar atualizar adicionar salvar escrever créer creer ajouter modifier
    envoyer enregistrer écrire erstellen anlegen aktualisieren hinzufügen senden speichern ändern schreiben creare aggiornare inviare
    aggiungere salvare utwórz dodaj создать обновить отправить добавить изменить записать`,
  execute: `ejecutar iniciar detener reiniciar executar rodar parar exécuter executer lancer démarrer arrêter ausführen starten stoppen eseguire
    avviare fermare запустить выполнить остановить`,
  destructive: `eliminar borrar quitar cancelar apagar excluir remover deletar supprimer effacer retirer annuler löschen loeschen entfernen
    stornieren eliminare cancellare rimuovere usuń удалить очистить отменить`,
  financial:
    "pagar transferir comprar vender reembolsar payer transférer acheter vendre rembourser bezahlen überweisen kaufen verkaufen pagare acquistare оплатить перевести купить",
};

/** Verbs of scripts that are written without spaces: looked for anywhere in a name, and at the head of a description. */
export const scriptVerbs: readonly (readonly [string, Said])[] = [
  ["支付", "financial"],
  ["付款", "financial"],
  ["转账", "financial"],
  ["退款", "financial"],
  ["购买", "financial"],
  ["下单", "financial"],
  ["送金", "financial"],
  ["결제", "financial"],
  ["송금", "financial"],
  ["删除", "destructive"],
  ["刪除", "destructive"],
  ["清空", "destructive"],
  ["清除", "destructive"],
  ["取消", "destructive"],
  ["移除", "destructive"],
  ["削除", "destructive"],
  ["삭제", "destructive"],
  ["执行", "execute"],
  ["运行", "execute"],
  ["启动", "execute"],
  ["停止", "execute"],
  ["重启", "execute"],
  ["点击", "execute"],
  ["实行", "execute"],
  ["実行", "execute"],
  ["起動", "execute"],
  ["실행", "execute"],
  ["生成", "execute"],
  ["创建", "write"],
  ["新建", "write"],
  ["添加", "write"],
  ["新增", "write"],
  ["更新", "write"],
  ["修改", "write"],
  ["设置", "write"],
  ["插入", "write"],
  ["写入", "write"],
  ["保存", "write"],
  ["发送", "write"],
  ["发布", "write"],
  ["上传", "write"],
  ["作成", "write"],
  ["追加", "write"],
  ["送信", "write"],
  ["변경", "write"],
  ["생성", "write"],
  ["추가", "write"],
  ["전송", "write"],
  ["获取", "read"],
  ["查询", "read"],
  ["搜索", "read"],
  ["读取", "read"],
  ["列出", "read"],
  ["查看", "read"],
  ["检索", "read"],
  ["分析", "read"],
  ["取得", "read"],
  ["検索", "read"],
  ["一覧", "read"],
  ["조회", "read"],
  ["검색", "read"],
  ["목록", "read"],
];
